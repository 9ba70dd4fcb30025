using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Portal.Architecture.Tests;

/// <summary>Holds the sources to the table and the rules of docs/architecture.md.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly string Root = typeof(ArchitectureTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "PortalRoot").Value!;

    [Fact]
    public void Projects_reference_only_what_the_table_allows()
    {
        var allowed = File.ReadLines(Path.Combine(Root, "docs", "architecture.md"))
            .Select(line => TableRow().Match(line)).Where(row => row.Success)
            .ToDictionary(row => row.Groups["project"].Value, row => Names(row.Groups["references"].Value));
        var projects = Directory.GetFiles(Path.Combine(Root, "src"), "*.csproj", SearchOption.AllDirectories);
        Assert.NotEmpty(projects);
        Assert.All(projects, project =>
        {
            var name = Path.GetFileNameWithoutExtension(project);
            Assert.True(allowed.ContainsKey(name), $"{name} has no row in docs/architecture.md");
            var references = XDocument.Load(project).Descendants("ProjectReference").Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));
            Assert.All(references, reference => Assert.True(allowed[name].Contains(reference), $"{name} references {reference}, which its row in docs/architecture.md does not allow"));
        });
    }

    [Fact]
    public void The_web_process_never_loads_libtorch()
    {
        var seen = new HashSet<string>();
        void Visit(string project)
        {
            if (!seen.Add(Path.GetFileNameWithoutExtension(project))) { return; }
            foreach (var reference in XDocument.Load(project).Descendants("ProjectReference"))
            {
                Visit(Path.GetFullPath(Path.Combine(Path.GetDirectoryName(project)!, reference.Attribute("Include")!.Value.Replace('\\', '/'))));
            }
        }
        Visit(Path.Combine(Root, "src", "Portal.Web", "Portal.Web.csproj"));
        Assert.Contains("Portal.Core", seen);
        Assert.DoesNotContain("Portal.Torch", seen);
    }

    [Fact]
    public void Every_package_has_a_reason()
    {
        var reasons = File.ReadAllText(Path.Combine(Root, "docs", "dependencies.md"));
        var packages = XDocument.Load(Path.Combine(Root, "Directory.Packages.props")).Descendants("PackageVersion").Select(package => package.Attribute("Include")!.Value).ToList();
        Assert.NotEmpty(packages);
        Assert.All(packages, package => Assert.True(Regex.IsMatch(reasons, $@"(?<![\w.]){Regex.Escape(package)}(?![\w.]*\w)"), $"{package} has no line in docs/dependencies.md"));
    }

    [Fact]
    public void Source_files_can_be_read_in_one_go()
    {
        var files = Sources().ToList();
        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.True(File.ReadLines(file).Count() <= 400, $"{file} has more than 400 lines; split it by topic"));
    }

    [Fact]
    public void Nothing_is_named_after_what_could_be_anything() =>
        Assert.All(Sources(), file => Assert.DoesNotMatch(@"(class|record|struct|interface) \w*(Manager|Helper|Util|Utils|Service)\b", File.ReadAllText(file)));

    [Fact]
    public void Raw_markup_is_never_written() =>
        Assert.All(Sources().Concat(Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.razor", SearchOption.AllDirectories)), file =>
            Assert.DoesNotMatch("MarkupString|AddMarkupContent", File.ReadAllText(file)));

    private static IEnumerable<string> Sources() => Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.cs", SearchOption.AllDirectories);

    private static HashSet<string> Names(string references) =>
        [.. references.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(name => $"Portal.{name}")];

    [GeneratedRegex(@"^\| `(?<project>Portal\.\w+)`[^|]*\|[^|]*\| (?<references>[^|]*) \|$")]
    private static partial Regex TableRow();
}
