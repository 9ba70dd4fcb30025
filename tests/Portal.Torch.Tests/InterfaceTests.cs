using System.Reflection;

namespace Portal.Torch.Tests;

/// <summary>
/// Holds the public members of Portal.Torch to TorchSharp's: name, parameter names, types and defaults. torchsharp-members.txt lists the
/// members that we offer, as TorchSharp declares them.
/// </summary>
public sealed class InterfaceTests
{
    private static readonly SortedDictionary<string, SortedSet<string>> _listed = Read();
    private static readonly SortedDictionary<string, SortedSet<string>> _offered = PublicMembers.Of(typeof(torch).Assembly);

    [Fact]
    public void Every_public_member_is_TorchSharps()
    {
        var unknown = Difference(_offered, _listed);
        Assert.True(unknown.Count == 0, $"not TorchSharp's, or declared otherwise there:\n{string.Join('\n', unknown)}");
    }

    [Fact]
    public void Every_listed_member_is_offered()
    {
        var missing = Difference(_listed, _offered);
        Assert.True(missing.Count == 0, $"listed but not offered, or declared otherwise:\n{string.Join('\n', missing)}");
    }

    private static List<string> Difference(SortedDictionary<string, SortedSet<string>> left, SortedDictionary<string, SortedSet<string>> right) =>
    [
        .. left.SelectMany(type => type.Value.Except(right.TryGetValue(type.Key, out var lines) ? lines : []).Select(line => $"{type.Key}: {line}")),
    ];

    private static SortedDictionary<string, SortedSet<string>> Read()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("torchsharp-members.txt")!;
        using var reader = new StreamReader(stream);
        var types = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        SortedSet<string>? lines = null;
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith("## ", StringComparison.Ordinal)) { types[line[3..]] = lines = new SortedSet<string>(StringComparer.Ordinal); }
            else if (line.Length > 0 && line[0] != '#') { lines!.Add(line); }
        }
        return types;
    }
}
