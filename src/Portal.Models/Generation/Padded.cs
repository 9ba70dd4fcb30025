using static TorchSharp.torch;

namespace Portal.Models.Generation;

/// <summary>Texts of several lengths as one batch.</summary>
internal static class Padded
{
    /// <summary>Texts that end together.</summary>
    /// <returns>Ids and mask, [texts, longest] each, int64</returns>
    public static (Tensor Ids, Tensor Mask) Left(IReadOnlyList<IReadOnlyList<int>> texts, Device device) => Pad(texts, 0, device, longest => text => longest - text.Count);

    /// <summary>Texts that begin together.</summary>
    public static (Tensor Ids, Tensor Mask) Right(IReadOnlyList<IReadOnlyList<int>> texts, int pad, Device device) => Pad(texts, pad, device, _ => _ => 0);

    private static (Tensor Ids, Tensor Mask) Pad(IReadOnlyList<IReadOnlyList<int>> texts, int pad, Device device, Func<int, Func<IReadOnlyList<int>, int>> offset)
    {
        var longest = texts.Max(text => text.Count);
        var (ids, mask) = (new long[texts.Count * longest], new long[texts.Count * longest]);
        Array.Fill(ids, pad);
        for (var row = 0; row < texts.Count; row++)
        {
            var start = (row * longest) + offset(longest)(texts[row]);
            for (var t = 0; t < texts[row].Count; t++) { (ids[start + t], mask[start + t]) = (texts[row][t], 1); }
        }
        return (tensor(ids, device: device).view(-1, longest), tensor(mask, device: device).view(-1, longest));
    }
}
