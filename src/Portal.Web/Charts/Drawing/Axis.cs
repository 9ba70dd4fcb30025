namespace Portal.Web.Charts.Drawing;

/// <summary>A linear axis with round ticks.</summary>
public sealed record Axis(double Low, double High, double Step, IReadOnlyList<double> Ticks)
{
    private static readonly double[] s_steps = [1, 2, 2.5, 5, 10];

    /// <summary>An axis over the values, with round ends where <paramref name="low"/> or <paramref name="high"/> do not set them.</summary>
    /// <param name="ticks">About how many steps it should have.</param>
    public static Axis Over(IEnumerable<double> values, int ticks, double? low = null, double? high = null)
    {
        var all = values.ToList();
        var (from, to) = all.Count == 0 ? (low ?? 0, high ?? 1) : (Math.Min(low ?? double.MaxValue, all.Min()), Math.Max(high ?? double.MinValue, all.Max()));
        if (to - from < 1e-9) { (from, to) = (from - Math.Max(0.5 * Math.Abs(from), 1e-6), to + Math.Max(0.5 * Math.Abs(to), 1e-6)); }
        var raw = (to - from) / ticks;
        var power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        var step = s_steps.First(s => s * power >= raw * 0.999) * power;
        var (first, last) = (Math.Floor(from / step + 1e-6), Math.Ceiling(to / step - 1e-6));
        var marks = Enumerable.Range(0, (int)(last - first) + 1).Select(i => Math.Round((first + i) * step, 12)).ToList();
        return new(marks[0], marks[^1], step, marks);
    }

    /// <summary>An axis that ends a little beyond the values, wherever that is.</summary>
    public static Axis Around(IEnumerable<double> values, int ticks)
    {
        var all = values.ToList();
        var axis = Over(all, ticks);
        if (all.Count == 0 || all.Max() - all.Min() < 1e-9) { return axis; }
        var margin = 0.05 * (all.Max() - all.Min());
        return axis.Between(all.Min() - margin, all.Max() + margin);
    }

    /// <summary>The same steps between other ends.</summary>
    public Axis Between(double low, double high)
    {
        var first = (int)Math.Ceiling(low / Step);
        return new(low, high, Step, [.. Enumerable.Range(first, (int)Math.Floor(high / Step) - first + 1).Select(at => Math.Round(at * Step, 12))]);
    }

    /// <summary>0 at the low end, 1 at the high end.</summary>
    public double At(double value) => (Math.Clamp(value, Low, High) - Low) / (High - Low);
}
