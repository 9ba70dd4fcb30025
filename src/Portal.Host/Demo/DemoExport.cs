using System.Text.Json;
using Portal.Models.Architectures;
using Portal.Models.Checkpoints;
using Portal.Models.Tokenizers;

namespace Portal.Host.Demo;

/// <summary>Writes the model in Hugging Face layout.</summary>
internal static class DemoExport
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true };

    private static readonly string[] ArchitectureNames = ["LlamaForCausalLM"];

    /// <summary>Everything but the weights and the tokenizer.</summary>
    public static void WriteConfiguration(string folder, DemoRecipe recipe, Tokenizer tokenizer)
    {
        var (beginning, end) = (tokenizer.Id("<s>")!.Value, tokenizer.Id("</s>")!.Value);
        Write(folder, "config.json", new
        {
            architectures = ArchitectureNames,
            model_type = "llama",
            vocab_size = tokenizer.LargestId + 1,
            hidden_size = recipe.HiddenSize,
            intermediate_size = recipe.IntermediateSize,
            num_hidden_layers = recipe.Layers,
            num_attention_heads = recipe.Heads,
            num_key_value_heads = recipe.Heads,
            max_position_embeddings = recipe.MaxPositions,
            hidden_act = "silu",
            rms_norm_eps = 1e-5,
            rope_theta = 10000.0,
            tie_word_embeddings = true,
            attention_bias = false,
            mlp_bias = false,
            bos_token_id = beginning,
            eos_token_id = end,
            torch_dtype = "float32",
        });
        Write(folder, "generation_config.json", new { bos_token_id = beginning, eos_token_id = end, do_sample = true, temperature = 1.0 });
        Write(folder, "tokenizer_config.json", new
        {
            tokenizer_class = "PreTrainedTokenizerFast",
            bos_token = "<s>",
            eos_token = "</s>",
            model_max_length = recipe.MaxPositions,
            chat_template = "{{ bos_token }}{% for message in messages %}{{ message['content'] }}{% endfor %}",
        });
    }

    public static void WriteWeights(string folder, Llama model) =>
        SafeTensors.Write(Path.Combine(folder, "model.safetensors"), model.Parameters, new Dictionary<string, string> { ["format"] = "pt" });

    private static void Write(string folder, string name, object content) => File.WriteAllText(Path.Combine(folder, name), JsonSerializer.Serialize(content, Readable) + "\n");
}
