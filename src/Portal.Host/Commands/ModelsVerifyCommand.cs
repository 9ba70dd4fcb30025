using System.CommandLine;
using Portal.Models.Verification;

namespace Portal.Host.Commands;

/// <summary><c>Portal.Host models verify</c>: a checkpoint against the reference values beside it.</summary>
internal static class ModelsVerifyCommand
{
    public static Command Create()
    {
        var model = new Option<string[]>("--model", "-m")
        {
            Description = "Folders that hold golden.json and golden.safetensors beside the checkpoint.",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
        };
        var (models, device, dtype, json) = (ModelFolders.Directory(), ModelArguments.Device(), ModelArguments.Dtype(), ModelArguments.Json());
        var command = new Command("verify", "Compare what this program computes with golden.json. Exit code 1 when something misses its tolerance.") { model, device, dtype, models, json };
        command.SetAction(arguments =>
        {
            var (on, type) = ModelArguments.Arithmetic(arguments.GetValue(device)!, arguments.GetValue(dtype)!);
            var reports = arguments.GetRequiredValue(model).Select(name => Verifier.Run(ModelFolders.Resolve(name, arguments.GetValue(models)!), type, on)).ToList();
            var output = arguments.InvocationConfiguration.Output;
            foreach (var report in reports)
            {
                if (arguments.GetValue(json)) { output.WriteJson(Document(report, on.ToString(), arguments.GetValue(dtype)!)); }
                else { Print(report, output); }
            }
            return reports.All(report => report.Passes) ? 0 : 1;
        });
        return command;
    }

    private static void Print(VerificationReport report, TextWriter output)
    {
        output.WriteLine($"{Path.GetFileName(Path.TrimEndingDirectorySeparator(report.Folder))} ({report.Family}): {(report.Passes ? "passes" : "FAILS")}");
        output.WriteLine();
        output.WriteTable(["group", "tensors:", "largest deviation:", "allowed:", "in", "verdict"], Groups(report).Select(group => new[]
        {
            group.Group.ToString().ToLowerInvariant(), group.Tensors.Text(), group.LargestDeviation.Short(), group.Tolerance.Short(), group.Tensor, group.Passes ? "within" : "MISSES",
        }));
        foreach (var name in report.NotCompared) { output.WriteLine($"not compared: {name}"); }
        foreach (var name in report.NotOffered) { output.WriteLine($"not offered: {name} ({Verifier.NotOffered[name]})"); }
        output.WriteLine();
    }

    private static IEnumerable<ComparedGroup> Groups(VerificationReport report) => report.Comparisons.GroupBy(comparison => comparison.Values).OrderBy(group => group.Key).Select(group =>
    {
        var worst = group.MaxBy(comparison => double.IsNaN(comparison.Deviation) ? double.PositiveInfinity : comparison.Deviation)!;
        return new ComparedGroup(group.Key, group.Count(), worst.Deviation, worst.Tolerance, $"{worst.Case}/{worst.Tensor}", group.All(comparison => comparison.Passes));
    });

    private static object Document(VerificationReport report, string device, string dtype) => new
    {
        report.Folder,
        report.Family,
        Device = device,
        Dtype = dtype,
        report.Passes,
        Groups = Groups(report),
        report.NotCompared,
        report.NotOffered,
        report.Comparisons,
    };

    private sealed record ComparedGroup(ComparedValues Group, int Tensors, double LargestDeviation, double Tolerance, string Tensor, bool Passes);
}
