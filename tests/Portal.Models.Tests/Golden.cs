using Portal.Models.Verification;
using static TorchSharp.torch;

namespace Portal.Models.Tests;

/// <summary>The reference checkpoints of tests/fixtures/golden, on the device of this run.</summary>
internal static class Golden
{
    private static readonly string _models = Path.Combine(AppContext.BaseDirectory, "golden", "models");

    /// <summary>Names of all folders.</summary>
    public static IEnumerable<string> Names => Directory.GetDirectories(_models).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal);

    public static string Folder(string model) => Path.Combine(_models, model);

    public static GoldenFolder Open(string model) => GoldenFolder.Open(Folder(model), TestDevice.Current);

    /// <summary>[layers][heads]: false for the heads that a golden mask turns off.</summary>
    public static bool[][] HeadsThatStay(this GoldenFolder golden, string mask, int layers, int heads)
    {
        var stay = Enumerable.Range(0, layers).Select(_ => Enumerable.Repeat(true, heads).ToArray()).ToArray();
        foreach (var (layer, head) in golden.MaskedHeads(mask)) { stay[layer][head] = false; }
        return stay;
    }

    /// <returns>[layers, heads], float64: 1 = on, 0 = off</returns>
    public static Tensor Mask(this GoldenFolder golden, bool[][] stay) =>
        tensor(stay.SelectMany(layer => layer).Select(on => on ? 1.0 : 0.0).ToArray(), device: golden.Device).view(stay.Length, stay[0].Length);
}
