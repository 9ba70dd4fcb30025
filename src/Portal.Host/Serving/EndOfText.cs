using Portal.Models.Checkpoints;

namespace Portal.Host.Serving;

/// <summary>The ids that end a text.</summary>
internal static class EndOfText
{
    /// <summary><c>generation_config.json</c> names the ends of a chat answer; <c>config.json</c> only the end of a document.</summary>
    /// <param name="folder">A checkpoint.</param>
    public static HashSet<int> Read(string folder)
    {
        var file = Path.Combine(folder, "generation_config.json");
        var ids = ModelConfig.Read(Path.Combine(folder, "config.json")).Ids("eos_token_id").ToHashSet();
        if (File.Exists(file)) { ids.UnionWith(ModelConfig.Read(file).Ids("eos_token_id")); }
        return ids;
    }
}
