using System.Text;

namespace Portal.Core;

/// <summary>
/// Pseudo-random numbers that are the same for a seed on every platform and runtime, which <see cref="Random"/> does not promise: xoshiro256**
/// (Blackman and Vigna 2021), its state filled by SplitMix64 (Steele, Lea and Flood 2014). Not for secrets, and not safe to share between threads.
/// </summary>
public sealed class SeededRandom
{
    private ulong _s0, _s1, _s2, _s3;

    /// <summary>The stream of a seed.</summary>
    public SeededRandom(ulong seed)
        : this(SplitMix64(ref seed), SplitMix64(ref seed), SplitMix64(ref seed), SplitMix64(ref seed))
    {
    }

    /// <summary>A stream from a whole state, of which at least one word is not 0.</summary>
    internal SeededRandom(ulong s0, ulong s1, ulong s2, ulong s3) => (_s0, _s1, _s2, _s3) = (s0, s1, s2, s3);

    /// <summary>
    /// A stream of its own for one purpose under a run's seed, so that drawing more for one thing never changes what another thing gets.
    /// </summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="purpose">What the numbers are for: <c>demonstrations Q6</c>.</param>
    /// <param name="index">Which one of many, such as the number of the draw.</param>
    public static SeededRandom Stream(ulong seed, string purpose, long index = 0)
    {
        var mixed = SplitMix64(ref seed);
        foreach (var b in Encoding.UTF8.GetBytes(purpose))      // FNV-1a over the purpose, started from the mixed seed
        {
            mixed = (mixed ^ b) * 0x100000001B3;
        }
        mixed = SplitMix64(ref mixed) ^ unchecked((ulong)index);
        return new SeededRandom(SplitMix64(ref mixed));
    }

    /// <summary>The next 64 random bits.</summary>
    public ulong NextUInt64()
    {
        var result = ulong.RotateLeft(_s1 * 5, 7) * 9;
        var t = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= t;
        _s3 = ulong.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>A uniform number in [0, 1), a multiple of 2⁻⁵³.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A whole number in [0, <paramref name="bound"/>), uniform but for a bias below 2⁻³³ (multiply and shift).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The bound is not positive.</exception>
    public int NextInt(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        return (int)Math.BigMul(NextUInt64(), (ulong)bound, out _);
    }

    /// <summary>A standard normal number (Box and Muller 1958); its last digits depend on the platform's logarithm and cosine.</summary>
    public double NextNormal()
    {
        var radius = Math.Sqrt(-2 * Math.Log(1 - NextDouble()));
        return radius * Math.Cos(2 * Math.PI * NextDouble());
    }

    /// <summary>Puts the items in a uniformly random order (Fisher and Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = NextInt(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    internal static ulong SplitMix64(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
