using Portal.Core.Alignment;

namespace Portal.Llm.Sampling;

/// <summary>
/// The random numbers of one draw: SplitMix64 (Steele et al. 2014) started from the turn's seed, the arm and the draw's index, so that a draw's prompt does
/// not depend on how many others there are.
/// </summary>
internal struct DrawRandom(long seed, Arm arm, int index)
{
    private ulong _state = Mix(Mix((ulong)seed) ^ (((ulong)arm << 32) | (uint)index));

    public bool NextBoolean() => Next() >> 63 == 0;

    /// <summary>A seed for the endpoint in [0, 2³¹): some servers take no more.</summary>
    public long NextSeed() => (long)(Next() >> 33);

    /// <summary>A uniformly drawn permutation (Fisher-Yates); the bias of the multiply-shift is below count / 2⁶⁴.</summary>
    public IReadOnlyList<T> Shuffle<T>(IReadOnlyList<T> items)
    {
        T[] shuffled = [.. items];
        for (var i = shuffled.Length - 1; i > 0; i--)
        {
            var j = (int)Math.BigMul(Next(), (ulong)(i + 1), out _);
            (shuffled[i], shuffled[j]) = (shuffled[j], shuffled[i]);
        }

        return shuffled;
    }

    private ulong Next() => Mix(_state += 0x9E3779B97F4A7C15);

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
