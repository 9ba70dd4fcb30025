namespace Portal.Web.Charts.Drawing;

/// <summary>A rectangle in pixels.</summary>
public readonly record struct Box(double Left, double Top, double Right, double Bottom)
{
    public double Width => Right - Left;
    public double Height => Bottom - Top;
    public bool Meets(Box other) => Left < other.Right && other.Left < Right && Top < other.Bottom && other.Top < Bottom;
    public bool Holds(Box other) => other.Left >= Left && other.Right <= Right && other.Top >= Top && other.Bottom <= Bottom;
}

/// <summary>
/// Places names beside points: eight places around each (Imhof 1975), the first that is free of names and points; highlighted points choose first, then those with the fewest neighbours.
/// </summary>
public static class LabelPlacing
{
    /// <param name="Box">Where the name stands; <see langword="null"/>: no place is free.</param>
    public sealed record Placed(double X, double Y, string Text, double TextWidth, double TextHeight, Box? Box);

    public static IReadOnlyList<Placed> Place(Box plot, ChartSize size, double textSize, double textHeight, double radius, IReadOnlyList<(double X, double Y, string Text, bool First)> points)
    {
        var room = new Box(2, 16, size.Width - 2, plot.Bottom - 1);
        var dots = points.Select(p => new Box(p.X - radius - 1, p.Y - radius - 1, p.X + radius + 1, p.Y + radius + 1)).ToList();
        var taken = new List<Box>();
        var placed = new Placed[points.Count];
        int Crowd(int at) => points.Count(p => Math.Abs(p.X - points[at].X) < 50 && Math.Abs(p.Y - points[at].Y) < 25);
        foreach (var at in Enumerable.Range(0, points.Count).OrderByDescending(at => points[at].First).ThenBy(Crowd))
        {
            var (x, y, text, _) = points[at];
            var width = ChartText.Width(text, textSize);
            var free = Around(x, y, width, textHeight, radius + 3)
                .Cast<Box?>().FirstOrDefault(box => room.Holds(box!.Value) && !taken.Exists(box.Value.Meets) && !dots.Where((_, other) => other != at).Any(box.Value.Meets));
            if (free is { } box) { taken.Add(box); }
            placed[at] = new(x, y, text, width, textHeight, free);
        }
        return placed;
    }

    /// <summary>The place at the point's right, free or not.</summary>
    public static Box Beside(Placed point) => new(point.X + 8, point.Y - point.TextHeight / 2, point.X + 8 + point.TextWidth, point.Y + point.TextHeight / 2);

    private static IEnumerable<Box> Around(double x, double y, double width, double height, double gap)
    {
        Box At(double left, double top) => new(left, top, left + width, top + height);
        var near = 0.7 * gap;
        yield return At(x + gap, y - height / 2);
        yield return At(x - gap - width, y - height / 2);
        yield return At(x - width / 2, y - gap - height + 2);
        yield return At(x - width / 2, y + gap - 2);
        yield return At(x + near, y - near - height + 3);
        yield return At(x + near, y + near - 3);
        yield return At(x - near - width, y - near - height + 3);
        yield return At(x - near - width, y + near - 3);
    }
}
