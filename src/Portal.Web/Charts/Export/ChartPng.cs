using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Portal.Web.Charts.Drawing;

namespace Portal.Web.Charts.Export;

/// <summary>A picture could not be drawn as PNG; the message says why and what to do.</summary>
public sealed class ChartPngException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A chart as PNG at twice its size: <c>rsvg-convert</c> draws the SVG export in a child process of limited time and memory, two at a time.</summary>
public static class ChartPng
{
    private const string Program = "rsvg-convert";
    private const long MostMemory = 2L << 30;               // bytes of address space
    private const double MostPixels = 30_000;               // cairo draws up to 32,767 to a side
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);
    private static readonly SemaphoreSlim s_places = new(2);

    /// <summary>The program's path; <see langword="null"/> where it is not installed.</summary>
    public static string? Find() => Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, Program)).FirstOrDefault(File.Exists);

    /// <exception cref="ChartPngException">The program is missing, took too long or failed.</exception>
    public static async Task<byte[]> WriteAsync(Chart chart, ChartStyle style, CancellationToken cancellation)
    {
        var picture = ChartSvg.Standalone(chart, ChartSize.Wide, style);
        var zoom = Math.Min(2, MostPixels / double.Parse(picture["height"]!, CultureInfo.InvariantCulture));
        await s_places.WaitAsync(cancellation);
        try { return await DrawAsync(SvgWriter.Write(picture), zoom, cancellation); }
        finally { s_places.Release(); }
    }

    private static async Task<byte[]> DrawAsync(string svg, double zoom, CancellationToken cancellation)
    {
        var program = Find() ?? throw new ChartPngException($"PNG pictures are drawn by {Program}, which is not installed here (Debian: apt-get install librsvg2-bin); the SVG export needs nothing.");
        var start = new ProcessStartInfo("prlimit", [$"--as={MostMemory}", "--", program, "--format=png", "--zoom=" + zoom.ToString("0.####", CultureInfo.InvariantCulture), "--unlimited"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var secret in start.Environment.Keys.Where(name => name is not ("PATH" or "HOME")).ToList()) { start.Environment.Remove(secret); }       // keys of endpoints are none of its business
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(s_limit);
        using var process = Start(start);
        try
        {
            using var png = new MemoryStream();
            var reading = process.StandardOutput.BaseStream.CopyToAsync(png, limit.Token);
            var complaints = process.StandardError.ReadToEndAsync(limit.Token);
            try
            {
                await process.StandardInput.BaseStream.WriteAsync(Encoding.UTF8.GetBytes(svg), limit.Token);
                process.StandardInput.Close();
            }
            catch (IOException) { }             // it ended before it read everything: its exit code and words say why
            await Task.WhenAll(reading, complaints, process.WaitForExitAsync(limit.Token));
            if (process.ExitCode == 0 && png.Length > 0) { return png.ToArray(); }
            throw new ChartPngException($"{Program} ended with exit code {process.ExitCode}: {ChartText.Cut((await complaints).Trim(), 300)}; take the SVG export instead.");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new ChartPngException($"{Program} did not draw the picture within {s_limit.TotalSeconds:0} s; take the SVG export instead.");
        }
        finally
        {
            if (!process.HasExited) { process.Kill(entireProcessTree: true); }
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try { return Process.Start(start)!; }
        catch (Win32Exception error)
        {
            throw new ChartPngException($"PNG pictures are drawn under {start.FileName}, which cannot be started: {error.Message} (Debian: apt-get install util-linux); the SVG export needs nothing.", error);
        }
    }
}
