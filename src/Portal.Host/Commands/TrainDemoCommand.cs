using System.CommandLine;
using Portal.Core.Survey;
using Portal.Host.Demo;

namespace Portal.Host.Commands;

/// <summary><c>Portal.Host train-demo</c>: makes the bundled demonstration model.</summary>
internal static class TrainDemoCommand
{
    private static readonly string[] Published = ["config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json", "model.safetensors"];

    public static Command Create()
    {
        var standard = new DemoRecipe();
        var data = new Option<string>("--data") { Description = "Folder with survey/ and probes/.", DefaultValueFactory = _ => "data" };
        var work = new Option<string>("--work") { Description = "Folder for checkpoints; a training that was cut off goes on from there.", DefaultValueFactory = _ => ".portal/train-demo" };
        var output = new Option<string>("--out") { Description = "Folder of the finished model.", DefaultValueFactory = _ => "data/models/demo" };
        var steps = new Option<int>("--steps") { Description = "Optimisation steps.", DefaultValueFactory = _ => standard.Steps };
        var seed = new Option<ulong>("--seed") { DefaultValueFactory = _ => standard.Seed };
        var hidden = new Option<int>("--hidden-size") { DefaultValueFactory = _ => standard.HiddenSize };
        var command = new Command("train-demo", "Train the bundled demonstration model on synthetic societies.") { data, work, output, steps, seed, hidden };
        command.SetAction((arguments, cancellation) =>
        {
            var survey = SurveyData.Load(Path.Combine(arguments.GetValue(data)!, "survey"));
            var probes = ProbeSet.Load(Path.Combine(arguments.GetValue(data)!, "probes", "wvs7"), "en", survey);
            var recipe = standard with
            {
                Steps = arguments.GetValue(steps),
                Seed = arguments.GetValue(seed),
                HiddenSize = arguments.GetValue(hidden),
                IntermediateSize = standard.IntermediateSize * arguments.GetValue(hidden) / standard.HiddenSize,
                Heads = standard.Heads * arguments.GetValue(hidden) / standard.HiddenSize,
            };
            using var training = new DemoTraining(recipe, survey, probes, arguments.GetValue(work)!, Console.WriteLine);
            training.Run(cancellation);
            Directory.CreateDirectory(arguments.GetValue(output)!);
            foreach (var file in Published) { File.Copy(Path.Combine(arguments.GetValue(work)!, file), Path.Combine(arguments.GetValue(output)!, file), overwrite: true); }
            Console.WriteLine($"written to {arguments.GetValue(output)}");
            return Task.FromResult(0);
        });
        return command;
    }
}
