using Portal.Web.Countries;
using Portal.Web.Playground;
using Portal.Web.Tests.Charts;

namespace Portal.Web.Tests.Countries;

/// <summary>The figures of the bundled survey, computed once for all tests.</summary>
internal static class SampleFigures
{
    public static readonly SurveyFigures Figures = new(SurveyLibrary.Load(SampleCharts.Root), SampleCharts.World);
}
