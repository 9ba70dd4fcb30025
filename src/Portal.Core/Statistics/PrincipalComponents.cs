using MathNet.Numerics.LinearAlgebra;

namespace Portal.Core.Statistics;

/// <summary>Principal components of centred, unscaled columns. A component's sign is free: here its entry of largest absolute value is positive.</summary>
/// <param name="Mean">Mean per column.</param>
/// <param name="Components">Unit vectors over the columns, by descending variance.</param>
/// <param name="Projection">Per row, its centred values times each component.</param>
/// <param name="Variances">Variance along each component, with n - 1, descending; of all components, also those not asked for.</param>
public sealed record PrincipalComponents(
    IReadOnlyList<double> Mean,
    IReadOnlyList<IReadOnlyList<double>> Components,
    IReadOnlyList<IReadOnlyList<double>> Projection,
    IReadOnlyList<double> Variances)
{
    /// <summary>The share of the total variance that a component explains; 0 where all rows are equal.</summary>
    public double Explained(int component) => Variances.Sum() is > 0 and var total ? Variances[component] / total : 0;

    /// <summary>Finds the first <paramref name="count"/> components.</summary>
    /// <param name="rows">At least two observations, each with the same number of finite values.</param>
    /// <param name="count">At most the number of rows and of columns.</param>
    public static PrincipalComponents Of(IReadOnlyList<IReadOnlyList<double>> rows, int count)
    {
        var columns = rows.Count < 2 ? throw new ArgumentException("at least two rows are needed", nameof(rows)) : rows[0].Count;
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Math.Min(rows.Count, columns));
        var matrix = Matrix<double>.Build.Dense(rows.Count, columns, (r, c) => rows[r][c]);
        var mean = matrix.ColumnSums() / rows.Count;
        var centred = Matrix<double>.Build.Dense(rows.Count, columns, (r, c) => matrix[r, c] - mean[c]);
        var svd = centred.Svd();
        var components = new List<IReadOnlyList<double>>();
        var projections = new List<Vector<double>>();
        for (var k = 0; k < count; k++)
        {
            var component = svd.VT.Row(k);
            if (component[component.AbsoluteMaximumIndex()] < 0) { component = -component; }
            components.Add([.. component]);
            projections.Add(centred * component);
        }
        return new PrincipalComponents(
            [.. mean],
            components,
            [.. Enumerable.Range(0, rows.Count).Select(r => (IReadOnlyList<double>)[.. projections.Select(p => p[r])])],
            [.. svd.S.Select(s => s * s / (rows.Count - 1))]);
    }
}
