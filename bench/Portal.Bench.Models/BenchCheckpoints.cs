using System.Text.Json;
using Portal.Core;
using Portal.Models.Architectures;
using Portal.Models.Checkpoints;

namespace Portal.Bench.Models;

/// <summary>Checkpoints of the sizes that are measured, with random weights, and the inputs of the workloads: what both programs read.</summary>
internal static class BenchCheckpoints
{
    private const string Encoder = """
        {"model_type":"xlm-roberta","vocab_size":250002,"hidden_size":768,"intermediate_size":3072,"num_hidden_layers":12,"num_attention_heads":12,
         "max_position_embeddings":514,"type_vocab_size":1,"layer_norm_eps":1e-5,"pad_token_id":1,"num_labels":3}
        """;

    private const string Scoring = """
        {"model_type":"mt5","vocab_size":250112,"d_model":512,"d_kv":64,"d_ff":1024,"num_layers":8,"num_decoder_layers":8,"num_heads":6,
         "relative_attention_num_buckets":32,"feed_forward_proj":"gated-gelu","tie_word_embeddings":false,"pad_token_id":0,"decoder_start_token_id":0}
        """;

    private const string Generation = """
        {"model_type":"llama","vocab_size":32000,"hidden_size":512,"intermediate_size":1376,"num_hidden_layers":8,"num_attention_heads":8,"num_key_value_heads":8,
         "max_position_embeddings":2048,"rms_norm_eps":1e-6}
        """;

    /// <summary>Writes what is not there yet.</summary>
    public static void Write(string folder)
    {
        Checkpoint(Path.Combine(folder, "encoder"), Encoder, (config, store) => new XlmRoberta(EncoderConfig.Read(config, 1e-5, 1), store));
        Checkpoint(Path.Combine(folder, "scoring"), Scoring, (config, store) => new Mt5(Mt5Config.Read(config), store));
        Checkpoint(Path.Combine(folder, "generation"), Generation, (config, store) => new Llama(LlamaConfig.Read(config), store));
        Tokenizer(Path.Combine(folder, "generation", "tokenizer.json"));
        var random = new SeededRandom(7);
        int[] Ids(int count, int vocabulary) => [.. Enumerable.Range(0, count).Select(_ => 5 + random.NextInt(vocabulary - 5))];
        var inputs = new Inputs(
            // Sentences of 64 to 128 tokens; probes of 12 to 28; answers of one to three tokens between a sentinel and the next.
            Encoder: [.. Enumerable.Range(0, 8).Select(row => Ids(128 - (row * 9), 250002))],
            Probes: [.. Enumerable.Range(0, 64).Select(probe => new Probe(
                [.. Ids(11 + (probe % 17), 250000), 1], [[250099, .. Ids(1 + (probe % 3), 250000), 250098], [250099, .. Ids(1 + (probe / 3 % 3), 250000), 250098]]))],
            Prompts: [.. Enumerable.Range(0, 8).Select(_ => Ids(300, 32000))]);
        File.WriteAllText(Path.Combine(folder, "inputs.json"), JsonSerializer.Serialize(inputs, JsonSerializerOptions.Web));
    }

    /// <summary>32,000 words, so that samples have a text.</summary>
    private static void Tokenizer(string file)
    {
        var step = new { type = "ByteLevel", add_prefix_space = false, trim_offsets = true, use_regex = true };
        var vocab = Enumerable.Range(0, 32000).ToDictionary(id => $"\u0120w{id}", id => id);
        var model = new { type = "BPE", vocab, merges = Array.Empty<string>() };
        File.WriteAllText(file, JsonSerializer.Serialize(new { version = "1.0", added_tokens = Array.Empty<string>(), pre_tokenizer = step, decoder = step, model }));
    }

    public static Inputs Read(string folder) => JsonSerializer.Deserialize<Inputs>(File.ReadAllText(Path.Combine(folder, "inputs.json")), JsonSerializerOptions.Web)!;

    private static void Checkpoint(string folder, string config, Func<ModelConfig, WeightStore, PretrainedModel> create)
    {
        if (File.Exists(Path.Combine(folder, "model.safetensors"))) { return; }
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "config.json"), config);
        using var generator = new Generator(1);
        using var model = create(ModelConfig.Parse(folder, config), new InitialWeights(0.02, generator));
        SafeTensors.Write(Path.Combine(folder, "model.safetensors"), model.Parameters);
    }
}

/// <summary>Token ids of all workloads.</summary>
internal sealed record Inputs(int[][] Encoder, Probe[] Probes, int[][] Prompts);

/// <summary>A source and its two targets.</summary>
internal sealed record Probe(int[] Source, int[][] Targets);
