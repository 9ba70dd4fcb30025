using System.CommandLine;
using Portal.Host.Serving;
using Portal.Models.Architectures;
using Portal.Models.Checkpoints;

namespace Portal.Host.Commands;

/// <summary><c>Portal.Host models add</c>: registers a checkpoint in the catalogue.</summary>
internal static class ModelsAddCommand
{
    public static Command Create()
    {
        var source = new Argument<string>("source") { Description = "A folder, or a name in the Hugging Face cache." };
        var name = new Option<string?>("--name") { Description = "Its name in the catalogue; by default the last part of the source." };
        var (models, dtype, json) = (ModelFolders.Directory(), ModelArguments.Dtype(), ModelArguments.Json());
        var command = new Command("add", "Register a checkpoint under a name. It is opened once: what cannot be opened is refused.") { source, name, models, dtype, json };
        command.SetAction(arguments =>
        {
            var given = arguments.GetRequiredValue(source);
            var folder = ModelSource.Resolve(given).Folder;
            var chosen = arguments.GetValue(name) ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(given.Split('@')[0]));
            if (chosen.Length == 0 || !chosen.All(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.') || chosen[0] == '.')
            {
                throw new ArgumentException($"--name '{chosen}': a name is made of letters, digits, '-', '_' and '.'");
            }
            using var model = ModelFamily.Open<PretrainedModel>(folder, ModelArguments.TypeNamed(arguments.GetValue(dtype)!));
            var added = new RegisteredModel(Directory.Exists(given) ? Path.GetFullPath(given) : given, ModelConfig.Read(Path.Combine(folder, "config.json")).ModelType, RegisteredModels.KindOf(model));
            RegisteredModels.Add(arguments.GetValue(models)!, chosen, added);
            var output = arguments.InvocationConfiguration.Output;
            if (arguments.GetValue(json)) { output.WriteJson(new { Name = chosen, added.Source, added.Family, added.Kind }); }
            else { output.WriteLine($"{chosen}: {added.Family}, {added.Source}"); }
        });
        return command;
    }
}
