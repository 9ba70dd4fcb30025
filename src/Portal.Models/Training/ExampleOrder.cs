using Portal.Core;

namespace Portal.Models.Training;

/// <summary>Which examples a step sees: a function of the options, the number of examples and the step, so that a position in the data is a number.</summary>
/// <param name="options">Batch size, accumulation, seed, length.</param>
/// <param name="examples">Number of examples, at least 1.</param>
public sealed class ExampleOrder(FineTuningOptions options, int examples)
{
    private (int Epoch, int[] Order) _current = (-1, []);

    /// <summary>Steps per epoch. No step spans two epochs: the last may have fewer micro-batches, and its last micro-batch fewer examples.</summary>
    public int StepsPerEpoch => Parts(Parts(examples, options.BatchSize), options.Accumulation);

    /// <summary>Steps of the whole training.</summary>
    public int Steps => options.MaxSteps ?? checked(options.Epochs * StepsPerEpoch);

    /// <summary>The order of an epoch: a permutation of 0 ... <paramref name="examples"/> - 1.</summary>
    /// <param name="epoch">From 0.</param>
    public static int[] Permutation(ulong seed, int epoch, int examples)
    {
        var order = Enumerable.Range(0, examples).ToArray();
        SeededRandom.Stream(seed, "order of examples", epoch).Shuffle<int>(order);
        return order;
    }

    /// <summary>The micro-batches of a step, as indices of examples.</summary>
    /// <param name="step">Steps taken before it.</param>
    public IReadOnlyList<IReadOnlyList<int>> MicroBatches(int step)
    {
        var (epoch, place) = Math.DivRem(step, StepsPerEpoch);
        if (_current.Epoch != epoch) { _current = (epoch, options.Shuffle ? Permutation(options.Seed, epoch, examples) : [.. Enumerable.Range(0, examples)]); }
        return [.. _current.Order.Chunk(options.BatchSize).Skip(place * options.Accumulation).Take(options.Accumulation)];
    }

    private static int Parts(int total, int size) => ((total - 1) / size) + 1;
}
