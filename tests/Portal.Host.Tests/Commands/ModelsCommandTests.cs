using Portal.Host.Commands;
using Portal.Host.Serving;
using Portal.Models.Checkpoints;

namespace Portal.Host.Tests.Commands;

/// <summary>The catalogue, what a checkpoint is made of, and its verification.</summary>
public sealed class ModelsCommandTests : IDisposable
{
    private readonly string _catalogue = Directory.CreateTempSubdirectory("catalogue").FullName;

    [Fact]
    public async Task A_registered_model_is_listed_found_by_its_name_and_served_if_it_can_chat()
    {
        foreach (var name in new[] { "llama", "mt5" }) { await CommandRun.Json("models", "add", WordModel.Golden(name), "--models", _catalogue); }
        await CommandRun.Json("models", "add", WordModel.Golden("bert-mlm"), "--name", "my-bert", "--models", _catalogue);

        var listed = await CommandRun.Json("models", "list", "--models", _catalogue);
        var logits = await CommandRun.Json("logits", "--model", "my-bert", "--models", _catalogue, "--ids", "2,5,3");

        Assert.Equal(["llama llama", "mt5 mt5", "my-bert bert"], listed.Where(model => model.GetProperty("from").GetString() == "registered").Select(model => $"{model.GetProperty("name")} {model.GetProperty("family")}"));
        Assert.Equal("[3,320]", logits.Single().GetProperty("shape").ToString());
        Assert.Equal(["llama"], ModelFolders.Find(_catalogue, []).Keys);
        Assert.Equal(["models.json"], Directory.GetFileSystemEntries(_catalogue).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_model_of_the_cache_is_found_by_its_name_and_can_be_registered()
    {
        var (cache, before) = (Path.Combine(_catalogue, "cache"), Environment.GetEnvironmentVariable("HF_HUB_CACHE"));
        var snapshot = Directory.CreateDirectory(Path.Combine(cache, "models--org--tiny", "snapshots", "0a1b")).FullName;
        foreach (var file in Directory.GetFiles(WordModel.Golden("llama"))) { File.Copy(file, Path.Combine(snapshot, Path.GetFileName(file))); }
        try
        {
            Environment.SetEnvironmentVariable("HF_HUB_CACHE", cache);
            await CommandRun.Json("models", "add", "org/tiny", "--models", _catalogue);

            var listed = (await CommandRun.Json("models", "list", "--models", _catalogue)).Select(model => $"{model.GetProperty("name")} {model.GetProperty("family")} {model.GetProperty("from")} {model.GetProperty("source")}");
            var logits = new[] { "tiny", "org/tiny", "org/tiny@0a1b" }.Select(async name => (await CommandRun.Json("logits", "--model", name, "--models", _catalogue, "--ids", "1,5")).Single().ToString());

            Assert.Equal(["tiny llama registered org/tiny", "org/tiny llama cache org/tiny"], listed);
            Assert.Single((await Task.WhenAll(logits)).Distinct());
        }
        finally
        {
            Environment.SetEnvironmentVariable("HF_HUB_CACHE", before);
        }
    }

    [Fact]
    public async Task What_cannot_be_registered_leaves_the_catalogue_as_it_was()
    {
        await CommandRun.Json("models", "add", WordModel.Golden("llama"), "--models", _catalogue);
        var before = File.ReadAllText(Path.Combine(_catalogue, "models.json"));
        var empty = Directory.CreateDirectory(Path.Combine(_catalogue, "empty")).FullName;

        (await CommandRun.Of("models", "add", empty, "--models", _catalogue)).Refused("config.json does not exist");
        (await CommandRun.Of("models", "add", WordModel.Golden("llama31"), "--name", "llama", "--models", _catalogue)).Refused("has a model 'llama' already");
        (await CommandRun.Of("models", "add", WordModel.Golden("mt5"), "--name", "../x", "--models", _catalogue)).Refused("--name '../x'");

        Assert.Equal(before, File.ReadAllText(Path.Combine(_catalogue, "models.json")));
    }

    [Fact]
    public void Models_that_are_added_at_once_are_all_kept_or_refused()
    {
        var kept = Enumerable.Range(0, 40).AsParallel().WithDegreeOfParallelism(8).Where(i =>
        {
            try
            {
                RegisteredModels.Add(_catalogue, $"m{i}", new RegisteredModel("/there", "llama", ModelKind.Causal));
                return true;
            }
            catch (IOException)
            {
                return false;       // another was being added
            }
        }).ToList();
        Assert.Equal(kept.Select(i => $"m{i}").Order(StringComparer.Ordinal), RegisteredModels.Read(_catalogue).Keys);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("""{"a":{"source":"/x"}}""")]
    [InlineData("""{"a":{"source":"/x","family":"llama","kind":"oracle"}}""")]
    public void A_damaged_catalogue_is_refused_by_name(string json)
    {
        File.WriteAllText(Path.Combine(_catalogue, "models.json"), json);
        Assert.Contains("models.json is no catalogue", Assert.Throws<CheckpointException>(() => RegisteredModels.Read(_catalogue)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inspection_counts_what_the_checkpoint_holds()
    {
        var (legacy, tied) = ((await CommandRun.Json("models", "inspect", "--model", WordModel.Golden("bert-legacy"))).Single(), (await CommandRun.Json("models", "inspect", "--model", WordModel.Golden("llama-tied"))).Single());
        using var stored = SafeTensors.Open(Path.Combine(WordModel.Golden("llama-tied"), "model.safetensors"));

        Assert.Contains("cls.seq_relationship.weight", legacy.GetProperty("unused_keys").EnumerateArray().Select(key => key.GetString()));
        Assert.Equal("encoder", legacy.GetProperty("kind").GetString());
        Assert.Equal(stored.Tensors.Values.Sum(tensor => tensor.Shape.Aggregate(1L, (product, size) => product * size)), tied.GetProperty("parameters").GetInt64());
        Assert.Equal("tied: model.embed_tokens.weight", tied.GetProperty("output_matrix").GetString());
        Assert.Equal(3, tied.GetProperty("sizes").GetProperty("layers").GetInt32());
        Assert.Contains("has no tokenizer", tied.GetProperty("tokenizer").GetProperty("problem").GetString(), StringComparison.Ordinal);
        var table = (await CommandRun.Of("models", "inspect", "--model", WordModel.Golden("llama-bf16"))).Output;
        Assert.Contains("bfloat16", table, StringComparison.Ordinal);
        Assert.Contains("untied: lm_head.weight", table, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verification_prints_every_folder_and_fails_when_one_misses()
    {
        using var broken = new WordModel("llama");
        var config = Path.Combine(broken.Folder, "config.json");
        File.WriteAllText(config, File.ReadAllText(config).Replace("\"rope_theta\": 10000.0", "\"rope_theta\": 500000.0", StringComparison.Ordinal));

        var good = await CommandRun.Of("models", "verify", "--model", WordModel.Golden("mt5"), WordModel.Golden("llama-bf16"));
        var bad = await CommandRun.Of("models", "verify", "--json", "--model", WordModel.Golden("bart-noprefix"), "--model", broken.Folder);

        Assert.Equal(0, good.Code);
        Assert.Contains("mt5 (mt5): passes", good.Output, StringComparison.Ordinal);
        Assert.Contains("not offered: single/logits_native", good.Output, StringComparison.Ordinal);
        Assert.Equal(1, bad.Code);
        Assert.Equal([true, false], bad.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => System.Text.Json.JsonDocument.Parse(line).RootElement.GetProperty("passes").GetBoolean()));
    }

    public void Dispose() => Directory.Delete(_catalogue, recursive: true);
}
