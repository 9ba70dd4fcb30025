using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Portal.Web.Charts;
using Portal.Web.Charts.Drawing;

namespace Portal.Web.Components.Charts;

/// <summary>A chart's pictures, one per width; the style sheet shows the one that fits. The renderer escapes every text.</summary>
public sealed class ChartPicture : ComponentBase
{
    [Parameter, EditorRequired] public Chart Chart { get; set; } = default!;
    [Parameter] public IReadOnlyList<ChartSize> Sizes { get; set; } = ChartSize.All;

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        foreach (var size in Sizes) { Build(builder, Chart.Draw(size)); }
    }

    private static void Build(RenderTreeBuilder builder, SvgElement element)
    {
        builder.OpenElement(0, element.Name);
        builder.AddMultipleAttributes(1, element.Attributes.Select(attribute => KeyValuePair.Create(attribute.Name, (object)attribute.Value)));
        foreach (var child in element.Children)
        {
            if (child is SvgElement inner) { Build(builder, inner); } else { builder.AddContent(2, (string)child); }
        }
        builder.CloseElement();
    }
}
