using System.CommandLine;
using Portal.Host.Serving;

namespace Portal.Host.Commands;

/// <summary>The options that name local checkpoints.</summary>
internal static class ModelFolders
{
    public static Option<string> Directory() => new("--models") { Description = "Folder whose subfolders are checkpoints.", DefaultValueFactory = _ => "data/models" };

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

    /// <summary>Checkpoint folder by name.</summary>
    public static IReadOnlyDictionary<string, string> Find(string directory, IEnumerable<string> named)
    {
        var folders = new Dictionary<string, string>(ModelCatalog.Discover(directory), StringComparer.Ordinal);
        foreach (var entry in named.Select(entry => entry.Split('=', 2))) { folders[entry[0]] = entry[1]; }
        return folders;
    }
}
