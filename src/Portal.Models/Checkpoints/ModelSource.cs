using Portal.Core;

namespace Portal.Models.Checkpoints;

/// <summary>Where a model's files are: a folder, or a snapshot in the Hugging Face cache, which is only read. Nothing is ever downloaded.</summary>
/// <param name="Folder">The folder that holds <c>config.json</c>.</param>
/// <param name="Commit">The cached commit; null for a plain folder.</param>
public sealed record ModelSource(string Folder, string? Commit)
{
    private const int Listed = 12;

    /// <summary>
    /// Finds a model by folder, or by cache name: <c>google/mt5-small</c>, <c>gpt2</c>, <c>google/mt5-small@main</c> (a branch, a tag or a whole commit).
    /// An existing folder comes first. Without a revision it is <c>main</c>, or else the only snapshot.
    /// </summary>
    /// <param name="environment">By default the process's: HF_HUB_CACHE, HF_HOME, XDG_CACHE_HOME, HOME.</param>
    /// <exception cref="CheckpointException">There is no such model; the message says what there is.</exception>
    public static ModelSource Resolve(string name, Func<string, string?>? environment = null)
    {
        if (name.Length == 0 || name.Contains('\0', StringComparison.Ordinal)) { throw new CheckpointException("a model is named by a folder or as org/name"); }
        if (Directory.Exists(name)) { return new ModelSource(name, Commit: null); }
        var cache = CacheFolder(environment ?? Environment.GetEnvironmentVariable);
        var (repository, revision) = name.IndexOf('@', StringComparison.Ordinal) is > 0 and var at ? (name[..at], name[(at + 1)..]) : (name, null);
        if (!IsRepository(repository) || (revision is not null && !IsRevision(revision)))
        {
            throw new CheckpointException($"'{ZipDirectory.Shown(name)}' is neither an existing folder nor a name such as google/mt5-small or google/mt5-small@main");
        }
        var folder = Path.Combine(cache, "models--" + repository.Replace("/", "--", StringComparison.Ordinal));
        if (!Directory.Exists(folder)) { throw NotCached(repository, cache); }
        var snapshots = Path.Combine(folder, "snapshots");
        var known = Directory.Exists(snapshots) ? Directory.GetDirectories(snapshots).Select(Path.GetFileName).Order(StringComparer.Ordinal).ToList() : [];
        var commit = FindCommit(repository, revision, folder, known!);
        return new ModelSource(Path.Combine(snapshots, commit), commit);
    }

    /// <summary>The names in the cache, sorted.</summary>
    public static IReadOnlyList<string> Cached(Func<string, string?>? environment = null) => CachedIn(CacheFolder(environment ?? Environment.GetEnvironmentVariable));

    private static string CacheFolder(Func<string, string?> environment)
    {
        string? Set(string variable) => environment(variable) is { Length: > 0 } value ? value : null;
        var home = Set("HOME") ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var folder = Set("HF_HUB_CACHE")
            ?? Path.Combine(Set("HF_HOME") ?? Path.Combine(Set("XDG_CACHE_HOME") ?? Path.Combine(home, ".cache"), "huggingface"), "hub");
        return folder == "~" || folder.StartsWith("~/", StringComparison.Ordinal) ? home + folder[1..] : folder;
    }

    private static List<string> CachedIn(string cache)
    {
        const string Prefix = "models--";
        if (!Directory.Exists(cache)) { return []; }
        return [.. Directory.GetDirectories(cache, Prefix + "*").Select(folder => Path.GetFileName(folder)[Prefix.Length..].Replace("--", "/", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
    }

    private static string FindCommit(string repository, string? revision, string folder, List<string> snapshots)
    {
        var reference = Path.Combine(folder, "refs", revision ?? "main");
        if (File.Exists(reference))
        {
            using var input = InputFile.Open(reference);
            var commit = input.Length <= 100 ? System.Text.Encoding.ASCII.GetString(input.Read(0, (int)input.Length)).Trim() : "";
            if (commit.Length == 0 || !commit.All(char.IsAsciiLetterOrDigit)) { throw new CheckpointException($"{reference} does not hold a commit; fetch {repository} again"); }
            return snapshots.Contains(commit)
                ? commit
                : throw new CheckpointException($"{reference} points to snapshot {commit}, which is not in the cache; fetch {repository} again (nothing is downloaded here)");
        }
        if (revision is null)
        {
            return snapshots switch
            {
                [var only] => only,
                [] => throw new CheckpointException($"{folder} holds no snapshot; fetch {repository} again (nothing is downloaded here)"),
                _ => throw new CheckpointException($"{folder} holds several snapshots and no refs/main; choose one: {string.Join(", ", snapshots.Select(s => $"{repository}@{s}"))}"),
            };
        }
        return snapshots.Contains(revision)
            ? revision
            : throw new CheckpointException($"{repository} is in the cache without revision {revision}; it has {List(References(folder).Concat(snapshots))} (nothing is downloaded here)");
    }

    private static IEnumerable<string> References(string folder)
    {
        var refs = Path.Combine(folder, "refs");
        return Directory.Exists(refs) ? Directory.GetFiles(refs, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(refs, file)).Order(StringComparer.Ordinal) : [];
    }

    private static CheckpointException NotCached(string repository, string cache)
    {
        var cached = CachedIn(cache);
        var meant = Suggestion.Question(Suggestion.For(repository, cached, name => [name, name[(name.IndexOf('/', StringComparison.Ordinal) + 1)..]]));
        return new CheckpointException($"'{repository}' is neither a folder nor in the cache {cache}, which holds {List(cached)}{(meant.Length == 0 ? "." : meant)} Nothing is downloaded here: fetch the model first, or give its folder");
    }

    private static string List(IEnumerable<string> names)
    {
        var all = names.ToList();
        return all.Count == 0 ? "nothing" : string.Join(", ", all.Take(Listed)) + (all.Count > Listed ? $" and {all.Count - Listed} more" : "");
    }

    /// <summary>One or two parts of letters, digits, '-', '_' and '.', as the hub allows them; so no path leads out of the cache.</summary>
    private static bool IsRepository(string name) =>
        name.Split('/') is { Length: <= 2 } parts && parts.All(part => IsPart(part) && !part.Contains("--", StringComparison.Ordinal)) && name.Length <= 200;

    private static bool IsRevision(string name) => name.Length <= 200 && name.Split('/').All(IsPart);

    private static bool IsPart(string part) =>
        part.Length > 0 && part[0] is not ('.' or '-') && !part.Contains("..", StringComparison.Ordinal) && part.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
