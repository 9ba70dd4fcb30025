using System.Globalization;

namespace Portal.Core.Unicode;

/// <summary>
/// What normalisation needs of the Unicode character database, version 14.0 (<c>normalization.txt</c>, written by <c>make-normalization.py</c>):
/// .NET has no such table of its own, and its globalisation libraries are switched off here.
/// </summary>
internal static class UnicodeData
{
    private static readonly Dictionary<int, byte> Classes = [];
    private static readonly Dictionary<int, int[]> Canonical = [];
    private static readonly Dictionary<int, int[]> Compatibility = [];
    private static readonly Dictionary<(int First, int Second), int> Pairs = [];
    private static readonly HashSet<int> Seconds = [];

    static UnicodeData()
    {
        using var stream = typeof(UnicodeData).Assembly.GetManifestResourceStream("normalization.txt")
            ?? throw new InvalidOperationException("normalization.txt is not embedded; see Portal.Core.csproj");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line[0] != '#') { Add(line.Split(' ')); }
        }
        foreach (var code in Compatibility.Keys.ToList()) { Compatibility[code] = [.. Compatibility[code].SelectMany(part => Expand(part, compatibility: true))]; }
        foreach (var code in Canonical.Keys.ToList()) { Canonical[code] = [.. Canonical[code].SelectMany(part => Expand(part, compatibility: false))]; }
    }

    public static byte CombiningClass(int code) => code < 0x300 ? (byte)0 : Classes.GetValueOrDefault(code);

    /// <summary>The character's full decomposition, or null where it has none. Hangul is not in the table.</summary>
    public static int[]? Decomposition(int code, bool compatibility)
    {
        if (code < 0xA0) { return null; }
        if (compatibility && Compatibility.TryGetValue(code, out var mapping)) { return mapping; }
        if (!Canonical.TryGetValue(code, out mapping)) { return null; }
        return compatibility && mapping.Any(Compatibility.ContainsKey) ? [.. mapping.SelectMany(part => Expand(part, compatibility))] : mapping;
    }

    public static int? Composition(int first, int second) => Pairs.TryGetValue((first, second), out var code) ? code : null;

    /// <summary>Whether the character may melt into the one before it.</summary>
    public static bool ComposesBackwards(int code) => Seconds.Contains(code);

    private static IEnumerable<int> Expand(int code, bool compatibility)
    {
        var mapping = compatibility && Compatibility.TryGetValue(code, out var parts) ? parts : Canonical.GetValueOrDefault(code);
        return mapping is null ? [code] : mapping.SelectMany(part => Expand(part, compatibility));
    }

    private static void Add(string[] fields)
    {
        static int Hex(string field) => int.Parse(field, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        if (fields[0] == "c")
        {
            var range = fields[2].Split('-');
            for (var each = Hex(range[0]); each <= Hex(range[1]); each++) { Classes[each] = byte.Parse(fields[1], CultureInfo.InvariantCulture); }
            return;
        }
        var (code, mapping) = (Hex(fields[1]), fields.Skip(2).Select(Hex).ToArray());
        (fields[0] == "k" ? Compatibility : Canonical)[code] = mapping;
        if (fields[0] == "d")
        {
            Pairs[(mapping[0], mapping[1])] = code;
            Seconds.Add(mapping[1]);
        }
    }
}
