using Portal.Models.Checkpoints;

namespace Portal.Models.Tests.Checkpoints;

public sealed class ModelSourceTests : IDisposable
{
    private const string First = "0123456789abcdef0123456789abcdef01234567";
    private const string Second = "89abcdef0123456789abcdef0123456789abcdef";
    private readonly string _home = Directory.CreateTempSubdirectory().FullName;

    private string Hub => Path.Combine(_home, "hub");

    [Fact]
    public void A_folder_is_itself() => Assert.Equal(new ModelSource(_home, Commit: null), ModelSource.Resolve(_home));

    [Fact]
    public void A_cache_name_leads_to_the_snapshot_of_main()
    {
        var snapshot = Snapshot("google/mt5-small", First, "main");
        Snapshot("google/mt5-small", Second, "v1");
        Snapshot("gpt2", Second, "main");

        Assert.Equal(new ModelSource(snapshot, First), Resolve("google/mt5-small"));
        Assert.Equal(Second, Resolve("gpt2").Commit);
        Assert.Equal(Second, Resolve("google/mt5-small@v1").Commit);
        Assert.Equal(Second, Resolve($"google/mt5-small@{Second}").Commit);
    }

    [Fact]
    public void A_revision_may_have_slashes()
    {
        Snapshot("a/b", First, "refs/pr/1");
        Snapshot("a/b", Second, "main");
        Assert.Equal(First, Resolve("a/b@refs/pr/1").Commit);
    }

    [Fact]
    public void Without_a_reference_the_only_snapshot_counts_and_several_are_an_error()
    {
        Snapshot("a/b", First, reference: null);
        Assert.Equal(First, Resolve("a/b").Commit);
        Snapshot("a/b", Second, reference: null);
        Assert.Contains($"choose one: a/b@{First}, a/b@{Second}", Message("a/b"), StringComparison.Ordinal);
        Assert.Equal(Second, Resolve($"a/b@{Second}").Commit);
    }

    [Fact]
    public void Links_to_blobs_are_followed_and_a_dangling_one_is_named()
    {
        var snapshot = Snapshot("a/b", First, "main");
        var blobs = Directory.CreateDirectory(Path.Combine(Hub, "models--a--b", "blobs")).FullName;
        var golden = Path.Combine(AppContext.BaseDirectory, "golden", "models", "llama");
        foreach (var file in new[] { "config.json", "model.safetensors" })
        {
            File.Copy(Path.Combine(golden, file), Path.Combine(blobs, $"blob-{file}"));
            File.CreateSymbolicLink(Path.Combine(snapshot, file), Path.Combine("..", "..", "blobs", $"blob-{file}"));
        }
        using (var checkpoint = CheckpointFolder.Open(Resolve("a/b").Folder)) { Assert.True(checkpoint.Has("model.embed_tokens.weight")); }

        File.Delete(Path.Combine(blobs, "blob-model.safetensors"));

        Assert.Contains("model.safetensors", Assert.Throws<CheckpointException>(() => CheckpointFolder.Open(snapshot)).Message, StringComparison.Ordinal);
        Assert.Contains("blob-model.safetensors", Assert.Throws<CheckpointException>(() => CheckpointFolder.Open(snapshot)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_name_is_answered_with_what_there_is()
    {
        Snapshot("google/mt5-small", First, "main");
        Snapshot("FacebookAI/xlm-roberta-base", First, "main");

        var message = Message("google/mt5-smal");

        Assert.Contains("which holds FacebookAI/xlm-roberta-base, google/mt5-small; did you mean google/mt5-small?", message, StringComparison.Ordinal);
        Assert.Contains("Nothing is downloaded", message, StringComparison.Ordinal);
        Assert.Contains("did you mean FacebookAI/xlm-roberta-base?", Message("xlm-roberta-base"), StringComparison.Ordinal);
        Assert.Contains("without revision v9; it has main, " + First, Message("google/mt5-small@v9"), StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_cache_holds_nothing() => Assert.Contains("which holds nothing.", Message("a/b"), StringComparison.Ordinal);

    [Fact]
    public void A_reference_without_its_snapshot_and_one_that_is_no_commit_are_errors()
    {
        Directory.Delete(Snapshot("a/b", First, "main"));
        Assert.Contains($"points to snapshot {First}, which is not in the cache", Message("a/b"), StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(Hub, "models--a--b", "refs", "main"), "../../../etc");
        Assert.Contains("does not hold a commit", Message("a/b"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("../x")]
    [InlineData("a/../b")]
    [InlineData("a/b/c")]
    [InlineData("/no/such/folder")]
    [InlineData("a/..b")]
    [InlineData("a/b..c")]
    [InlineData("a--b/c")]
    [InlineData("a/b@../../x")]
    [InlineData("a/b@")]
    [InlineData("a/b@/etc")]
    [InlineData("a\\b")]
    [InlineData("a/b\0")]
    [InlineData("~/x")]
    [InlineData("a/")]
    public void A_name_that_could_leave_the_cache_is_refused(string name)
    {
        Snapshot("a/b", First, "main");
        Assert.DoesNotContain("which holds", Message(name), StringComparison.Ordinal);
    }

    [Fact]
    public void The_variables_of_the_hub_decide_where_the_cache_is()
    {
        Snapshot("a/b", First, "main");
        var other = Path.Combine(_home, "user", ".cache", "huggingface");
        Directory.CreateDirectory(Path.GetDirectoryName(other)!);
        Directory.CreateSymbolicLink(other, _home);

        foreach (var (variable, value) in new[] { ("HF_HUB_CACHE", Hub), ("HF_HOME", _home), ("XDG_CACHE_HOME", Path.GetDirectoryName(other)!), ("HOME", Path.Combine(_home, "user")) })
        {
            Assert.Equal(["a/b"], ModelSource.Cached(name => name == variable ? value : null));
        }
    }

    public void Dispose() => Directory.Delete(_home, recursive: true);

    private ModelSource Resolve(string name) => ModelSource.Resolve(name, variable => variable == "HF_HOME" ? _home : null);

    private string Message(string name) => Assert.Throws<CheckpointException>(() => Resolve(name)).Message;

    private string Snapshot(string repository, string commit, string? reference)
    {
        var folder = Path.Combine(Hub, "models--" + repository.Replace("/", "--", StringComparison.Ordinal));
        if (reference is not null)
        {
            var file = Path.Combine(folder, "refs", reference);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, commit);
        }
        return Directory.CreateDirectory(Path.Combine(folder, "snapshots", commit)).FullName;
    }
}
