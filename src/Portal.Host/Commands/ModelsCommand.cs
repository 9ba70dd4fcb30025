using System.CommandLine;
using Portal.Host.Serving;
using Portal.Models.Checkpoints;

namespace Portal.Host.Commands;

/// <summary><c>Portal.Host models</c>: what there is, and <c>models list</c>.</summary>
internal static class ModelsCommand
{
    public static Command Create() => new("models", "List, register, inspect and verify checkpoints.")
    {
        List(),
        ModelsAddCommand.Create(),
        ModelsInspectCommand.Create(),
        ModelsVerifyCommand.Create(),
    };

    private static Command List()
    {
        var (models, json) = (ModelFolders.Directory(), ModelArguments.Json());
        var command = new Command("list", "The models of the catalogue, and those in the Hugging Face cache.") { models, json };
        command.SetAction(arguments =>
        {
            var directory = arguments.GetValue(models)!;
            var listed = ModelCatalog.Discover(directory).OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => new ListedModel(entry.Key, FamilyIn(entry.Value), "folder", entry.Value))
                .Concat(RegisteredModels.Read(directory).Select(entry => new ListedModel(entry.Key, entry.Value.Family, "registered", entry.Value.Source)))
                .Concat(ModelSource.Cached().Select(name => new ListedModel(name, FamilyOfCached(name), "cache", name))).ToList();
            var output = arguments.InvocationConfiguration.Output;
            if (arguments.GetValue(json)) { listed.ForEach(output.WriteJson); }
            else { output.WriteTable(["name", "family", "from", "source"], listed.Select(model => new[] { model.Name, model.Family ?? "?", model.From, model.Source })); }
        });
        return command;
    }

    private static string? FamilyOfCached(string name)
    {
        try
        {
            return FamilyIn(ModelSource.Resolve(name).Folder);
        }
        catch (CheckpointException)
        {
            return null;        // a data set's or another program's files
        }
    }

    /// <summary>The family, or null where config.json does not say.</summary>
    private static string? FamilyIn(string folder)
    {
        try
        {
            return ModelConfig.Read(Path.Combine(folder, "config.json")).Text("model_type", "?");
        }
        catch (CheckpointException)
        {
            return null;
        }
    }

    private sealed record ListedModel(string Name, string? Family, string From, string Source);
}
