namespace Portal.Models.Architectures;

/// <summary>Which heads of which layer stay, for pruning.</summary>
internal static class HeadSwitches
{
    /// <summary>Numbers of the heads that stay, per layer, ascending.</summary>
    /// <exception cref="ArgumentException">The mask is not [layers][heads].</exception>
    public static IReadOnlyList<IReadOnlyList<int>> Kept(IReadOnlyList<IReadOnlyList<bool>> headMask, int layers, int heads)
    {
        if (headMask.Count != layers || headMask.Any(layer => layer.Count != heads)) { throw new ArgumentException($"the head mask must have {layers} layers of {heads} heads"); }
        return [.. headMask.Select(layer => Enumerable.Range(0, heads).Where(head => layer[head]).ToList())];
    }
}
