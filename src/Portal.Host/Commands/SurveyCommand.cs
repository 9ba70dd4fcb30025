using System.CommandLine;
using Portal.Core.Survey.Import;

namespace Portal.Host.Commands;

/// <summary><c>Portal.Host survey import</c>: probes and figures from files, into a folder like the bundled ones.</summary>
internal static class SurveyCommand
{
    public static Command Create() => new("survey", "Import probes and survey figures.") { Import() };

    private static Command Import()
    {
        var kind = new Argument<string>("kind") { Description = "arora: the probe folder of Arora et al. (2023); probes: your own JSON lines; wvs: the official file of wave 7; aggregates: your own shares." };
        kind.AcceptOnlyFromAmong("arora", "probes", "wvs", "aggregates");
        var path = new Argument<string>("path") { Description = "A file, a folder, or a .zip archive." };
        var folder = new Option<string?>("--out") { Description = "The new folder to write." };
        var dry = new Option<bool>("--dry-run") { Description = "Read and report only." };
        var data = new Option<string>("--data") { Description = "Folder with survey/, the bundled figures.", DefaultValueFactory = _ => "data" };
        var all = new Option<bool>("--all") { Description = "arora: also probes that are not in use." };
        var scales = new Option<string>("--scales") { Description = "wvs: auto tells standard from inverted scales by the bundled figures.", DefaultValueFactory = _ => "auto" };
        scales.AcceptOnlyFromAmong("auto", "standard");
        var basis = new Option<string?>("--basis") { Description = "aggregates: W_WEIGHT or unweighted, how the shares were computed." };
        basis.AcceptOnlyFromAmong("W_WEIGHT", "unweighted");
        var json = ModelArguments.Json();
        var command = new Command("import", "Read, report, and write a new folder if nothing is wrong. Exit code 1 when the import is refused.") { kind, path, folder, dry, data, all, scales, basis, json };
        command.SetAction(arguments =>
        {
            var (chosen, written) = (arguments.GetRequiredValue(kind), arguments.GetValue(folder));
            if (written is null != arguments.GetValue(dry)) { throw new ArgumentException("give either --out FOLDER or --dry-run"); }
            var bundled = BundledSurvey.Load(Path.Combine(arguments.GetValue(data)!, "survey"));
            using var source = ImportSource.Open(arguments.GetRequiredValue(path));
            var import = chosen switch
            {
                "arora" => AroraImport.Read(source, bundled.Data, arguments.GetValue(all)),
                "probes" => OwnProbeImport.Read(source, bundled.Data),
                "wvs" => WvsImport.Read(source, bundled, arguments.GetValue(scales) == "standard" ? WvsScales.Standard : WvsScales.Auto),
                _ => AggregateImport.Read(source, bundled, arguments.GetValue(basis) ?? throw new ArgumentException("--basis W_WEIGHT or --basis unweighted: nothing in the file says how the shares were computed")),
            };
            if (!import.Report.Refused && written is not null) { import.Commit(written); }
            var output = arguments.InvocationConfiguration.Output;
            if (arguments.GetValue(json)) { output.WriteJson(new { import.Report, import.Preview, Written = import.Report.Refused ? null : written }); }
            else { Print(import, written, output); }
            return import.Report.Refused ? 1 : 0;
        });
        return command;
    }

    private static void Print(PreparedImport import, string? written, TextWriter output)
    {
        var report = import.Report;
        output.WriteTable(["file", "SHA-256", "rows:", "imported:", "left out:"], report.Files.Select(f => new[] { f.Name, f.Sha256, f.Rows.Text(), f.Imported.Text(), f.LeftOut.Text() }));
        output.WriteLine();
        if (report.Problems.Count > 0)
        {
            output.WriteTable(["file", "line:", "field", "done", "reason"], report.Problems.Select(p => new[] { p.File, p.Line?.Text() ?? "", p.Field ?? "", Done(p.Action), p.Reason }));
            output.WriteLine();
        }
        if (!report.Refused)
        {
            output.WriteTable(import.Preview.Columns, import.Preview.Rows);
            output.WriteLine();
        }
        output.WriteLine($"{report.Rows} rows = {report.Imported} imported + {report.LeftOut} left out. " + (report.Refused ? "Refused: nothing is written." : written is null ? "Nothing is written." : $"Written to {written}, version {report.Version}."));
    }

    private static string Done(ImportAction action) => action switch
    {
        ImportAction.Refused => "refused",
        ImportAction.Repaired => "repaired",
        ImportAction.LeftOut => "left out",
        _ => "noted",
    };
}
