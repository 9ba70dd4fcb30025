namespace Portal.Web.Charts.Maps;

/// <summary>The Equal Earth projection (Šavrič, Patterson and Jenny 2018, equations 1 to 5): areas are true, continents look familiar.</summary>
public static class EqualEarth
{
    private const double A1 = 1.340264, A2 = -0.081106, A3 = 0.000893, A4 = 0.003796;
    private static readonly double s_m = Math.Sqrt(3) / 2;

    /// <param name="longitude">In degrees, east positive.</param>
    /// <param name="latitude">In degrees, north positive.</param>
    /// <returns>On a sphere of radius 1: x within ±2.7066, y within ±1.3174, north positive.</returns>
    public static (double X, double Y) Project(double longitude, double latitude)
    {
        var lambda = longitude * Math.PI / 180;
        var theta = Math.Asin(s_m * Math.Sin(latitude * Math.PI / 180));
        var square = theta * theta;
        var sixth = square * square * square;
        var x = lambda * Math.Cos(theta) / (s_m * (A1 + 3 * A2 * square + sixth * (7 * A3 + 9 * A4 * square)));
        var y = theta * (A1 + A2 * square + sixth * (A3 + A4 * square));
        return (x, y);
    }
}
