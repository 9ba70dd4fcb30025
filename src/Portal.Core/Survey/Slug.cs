using System.Text;

namespace Portal.Core.Survey;

/// <summary>A category's name as it stands in an address.</summary>
public static class Slug
{
    /// <summary>Lower-case words joined by hyphens: <c>Political Culture &amp; Regimes</c> is <c>political-culture-regimes</c>.</summary>
    public static string Of(string name)
    {
        var slug = new StringBuilder(name.Length);
        foreach (var c in name)
        {
            if (char.IsLetterOrDigit(c)) { slug.Append(char.ToLowerInvariant(c)); }
            else if (slug.Length > 0 && slug[^1] != '-') { slug.Append('-'); }
        }
        return slug.ToString().TrimEnd('-');
    }
}
