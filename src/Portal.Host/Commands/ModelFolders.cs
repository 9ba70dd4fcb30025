using System.CommandLine;
using Portal.Core;
using Portal.Host.Serving;
using Portal.Models.Checkpoints;

namespace Portal.Host.Commands;

/// <summary>The options that name local checkpoints.</summary>
public static class ModelFolders
{
    public static Option<string> Directory() => new("--models") { Description = "Folder of the catalogue: its subfolders are checkpoints, its models.json names others.", DefaultValueFactory = _ => "data/models" };

    public static Option<string[]> Named()
    {
        var option = new Option<string[]>("--model-folder") { Description = "One more checkpoint: name=folder. May be repeated." };
        option.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => token.Value.Split('=', 2) is not [{ Length: > 0 }, { Length: > 0 }]))
            {
                result.AddError($"--model-folder {token.Value}: expected name=folder");
            }
        });
        return option;
    }

    /// <summary>Checkpoint folder by name, of models that can chat: of the registered ones the causal.</summary>
    public static IReadOnlyDictionary<string, string> Find(string directory, IEnumerable<string> named)
    {
        var folders = new Dictionary<string, string>(ModelCatalog.Discover(directory), StringComparer.Ordinal);
        foreach (var (name, model) in RegisteredModels.Read(directory).Where(entry => entry.Value.Kind == ModelKind.Causal)) { folders[name] = FolderOf(model.Source); }
        foreach (var entry in named.Select(entry => entry.Split('=', 2))) { folders[entry[0]] = entry[1]; }
        return folders;
    }

    /// <summary>The folder of a model: an existing folder, or else a name in the catalogue, or else one in the Hugging Face cache.</summary>
    /// <param name="directory">The catalogue's.</param>
    /// <exception cref="CheckpointException">There is no such model; the message says what there is.</exception>
    public static string Resolve(string name, string directory)
    {
        if (System.IO.Directory.Exists(name)) { return name; }
        if (ModelCatalog.Discover(directory).TryGetValue(name, out var folder)) { return folder; }
        var registered = RegisteredModels.Read(directory);
        if (registered.TryGetValue(name, out var model)) { return ModelSource.Resolve(model.Source).Folder; }
        try
        {
            return ModelSource.Resolve(name).Folder;
        }
        catch (CheckpointException error)
        {
            var known = ModelCatalog.Discover(directory).Keys.Concat(registered.Keys).Order(StringComparer.Ordinal).ToList();
            throw new CheckpointException(
                $"{error.Message}. The catalogue {directory} has {(known.Count == 0 ? "nothing" : string.Join(", ", known))}{Suggestion.Question(Suggestion.For(name, known))}", error);
        }
    }

    /// <summary>A registered model that has gone is served with its error, and does not keep the others from being served.</summary>
    private static string FolderOf(string source)
    {
        try
        {
            return ModelSource.Resolve(source).Folder;
        }
        catch (CheckpointException)
        {
            return source;
        }
    }
}
