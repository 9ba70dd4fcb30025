using FsCheck;
using FsCheck.Fluent;

namespace Portal.Core.Tests;

public sealed class SeededRandomTests
{
    [Fact]
    public void The_generator_gives_the_numbers_of_its_authors()
    {
        var random = new SeededRandom(1, 2, 3, 4);
        Assert.Equal([11520UL, 0UL, 1509978240UL, 1215971899390074240UL], Enumerable.Range(0, 4).Select(_ => random.NextUInt64()));
        ulong state = 1234567;
        Assert.Equal([6457827717110365317UL, 3203168211198807973UL, 9817491932198370423UL], Enumerable.Range(0, 3).Select(_ => SeededRandom.SplitMix64(ref state)));
    }

    [Fact]
    public void A_stream_never_changes()                      // stored runs are replayed from their seeds: a new algorithm needs a new version of the runs
    {
        var random = SeededRandom.Stream(42, "demonstrations Q6", 3);
        Assert.Equal([4569246505856296779UL, 13464088579448548512UL], [random.NextUInt64(), random.NextUInt64()]);
    }

    [Fact]
    public void Streams_differ_by_seed_purpose_and_index()
    {
        var first = new HashSet<ulong>();
        foreach (var seed in new ulong[] { 0, 1, 2, ulong.MaxValue })
        {
            foreach (var purpose in new[] { "", "a", "b", "ab", "ba", "demonstrations Q6" })
            {
                for (var index = -2; index < 100; index++) { Assert.True(first.Add(SeededRandom.Stream(seed, purpose, index).NextUInt64())); }
            }
        }
    }

    [Fact]
    public void Whole_numbers_are_uniform_below_their_bound()
    {
        var random = new SeededRandom(7);
        var counts = new int[6];
        for (var i = 0; i < 60_000; i++) { counts[random.NextInt(6)]++; }
        Assert.All(counts, count => Assert.InRange(count, 9_600, 10_400));        // four standard deviations of a fair die are 365
        Assert.Throws<ArgumentOutOfRangeException>(() => random.NextInt(0));
    }

    [Fact]
    public void Doubles_and_normals_have_their_moments()
    {
        var random = new SeededRandom(7);
        var uniform = Enumerable.Range(0, 40_000).Select(_ => random.NextDouble()).ToList();
        Assert.All(uniform, u => Assert.True(u is >= 0 and < 1));
        Assert.Equal(0.5, uniform.Average(), 0.006);                              // four standard errors
        var normal = Enumerable.Range(0, 40_000).Select(_ => random.NextNormal()).ToList();
        Assert.Equal(0, normal.Average(), 0.02);
        Assert.Equal(1, normal.Average(x => x * x), 0.03);
        Assert.Equal(3, normal.Average(x => x * x * x * x), 0.25);
    }

    [Fact]
    public void A_shuffle_keeps_the_items_and_every_order_is_as_likely()
    {
        var random = new SeededRandom(7);
        var seen = new Dictionary<string, int>();
        for (var i = 0; i < 24_000; i++)
        {
            var items = "abcd".ToCharArray();
            random.Shuffle<char>(items);
            seen[new string(items)] = seen.GetValueOrDefault(new string(items)) + 1;
        }
        Assert.Equal(24, seen.Count);
        Assert.All(seen.Values, count => Assert.InRange(count, 870, 1130));       // four standard deviations are 124
        Prop.ForAll(Texts.Short, text =>
        {
            var items = text.ToCharArray();
            random.Shuffle<char>(items);
            return items.Order().SequenceEqual(text.Order());
        }).QuickCheckThrowOnFailure();
    }
}
