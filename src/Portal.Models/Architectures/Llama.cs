using Portal.Models.Checkpoints;
using static TorchSharp.torch;

namespace Portal.Models.Architectures;

/// <summary>Sizes and constants of a Llama checkpoint, under the names of its <c>config.json</c>.</summary>
public sealed record LlamaConfig(
    int VocabSize, int HiddenSize, int IntermediateSize, int Layers, int Heads, int KeyValueHeads, int HeadDim,
    int MaxPositions, double RmsNormEps, double RopeTheta, ModelConfig? RopeScaling, bool TiedEmbeddings, bool AttentionBias, bool MlpBias)
{
    /// <exception cref="CheckpointException">A field is missing or impossible; the message names it.</exception>
    public static LlamaConfig Read(ModelConfig config)
    {
        if (config.Text("hidden_act", "silu") != "silu") { throw config.Wrong("hidden_act", "silu"); }
        var (hidden, heads) = (config.Size("hidden_size"), config.Size("num_attention_heads"));
        if (!config.Has("head_dim") && hidden % heads != 0) { throw config.Wrong("num_attention_heads", $"a divisor of hidden_size {hidden}"); }
        var headDim = config.Size("head_dim", hidden / heads);
        if (headDim % 2 != 0) { throw config.Wrong("num_attention_heads", "an even head size: rotary positions turn pairs"); }
        var keyValueHeads = config.Size("num_key_value_heads", heads);
        if (heads % keyValueHeads != 0) { throw config.Wrong("num_key_value_heads", $"a divisor of num_attention_heads {heads}"); }
        // One object holds base and scaling in newer checkpoints; older ones have two fields.
        var rope = config.Section("rope_parameters");
        return new LlamaConfig(
            config.Size("vocab_size"), hidden, config.Size("intermediate_size"), config.Size("num_hidden_layers"), heads, keyValueHeads, headDim,
            config.Size("max_position_embeddings", 2048), config.Number("rms_norm_eps", 1e-6), (rope ?? config).Number("rope_theta", 10000), rope ?? config.Section("rope_scaling"),
            config.Flag("tie_word_embeddings", false), config.Flag("attention_bias", false), config.Flag("mlp_bias", false));
    }
}

/// <summary>Decoder of the Llama family (Touvron et al. 2023): pre-norm blocks of grouped-query attention with rotary positions and a SwiGLU feed-forward layer.</summary>
public sealed class Llama : IDisposable
{
    private readonly WeightStore _store;
    private readonly Embedding _embeddings;
    private readonly Block[] _blocks;
    private readonly RmsNorm _norm;
    private readonly Tensor _head;
    private readonly Rotary _rotary;

    /// <summary>Reads all parameters from <paramref name="store"/> and owns it from then on.</summary>
    /// <exception cref="CheckpointException">A parameter is missing or misshapen.</exception>
    public Llama(LlamaConfig config, WeightStore store)
    {
        (Config, _store) = (config, store);
        var weights = new Weights(store);
        var model = weights / "model";
        _embeddings = new Embedding(model / "embed_tokens", config.VocabSize, config.HiddenSize);
        _blocks = [.. Enumerable.Range(0, config.Layers).Select(layer => new Block(model / $"layers.{layer}", config))];
        _norm = new RmsNorm(model / "norm", config.HiddenSize, config.RmsNormEps);
        _head = config.TiedEmbeddings ? _embeddings.Weight : (weights / "lm_head").Read("weight", config.VocabSize, config.HiddenSize);
        _rotary = new Rotary(config.HeadDim, config.RopeTheta, config.RopeScaling);
    }

    public LlamaConfig Config { get; }

    /// <summary>The parameters by checkpoint key.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> Parameters => _store.Parameters;

    /// <summary>Where the parameters live.</summary>
    public Device Device => _embeddings.Weight.device;

    /// <summary>Opens a checkpoint folder of model type <c>llama</c>.</summary>
    /// <exception cref="CheckpointException">The folder is no usable Llama checkpoint; the message names file, field or key.</exception>
    public static Llama Open(string folder, ScalarType dtype = ScalarType.Float32, Device? device = null)
    {
        var checkpoint = CheckpointFolder.Open(folder, dtype, device);
        try
        {
            return Read(checkpoint);
        }
        catch
        {
            checkpoint.Dispose();
            throw;
        }
    }

    /// <summary>The model of an opened checkpoint, which it owns from then on.</summary>
    /// <exception cref="CheckpointException">It is no Llama checkpoint: another type, a key that is missing, or one that the architecture does not know.</exception>
    public static Llama Read(CheckpointFolder checkpoint)
    {
        if (checkpoint.Config.ModelType != "llama") { throw checkpoint.Config.Wrong("model_type", "llama"); }
        var model = new Llama(LlamaConfig.Read(checkpoint.Config), checkpoint);
        // Frequencies are computed; a tied head is the embedding. Anything else would be left out of the computation in silence.
        var unknown = checkpoint.UnusedKeys.Where(key => !key.EndsWith("rotary_emb.inv_freq", StringComparison.Ordinal) && key != "lm_head.weight").ToList();
        return unknown.Count == 0 ? model : throw new CheckpointException(
            $"{checkpoint.Folder}: {unknown.Count} weights are unknown to this architecture, such as '{unknown[0]}'; the checkpoint is of another one or newer than this program");
    }

    /// <summary>Makes the parameters collect gradients.</summary>
    public void RequireGradients(bool required = true) => _store.RequireGradients(required);

    /// <summary>Hidden states after the final norm.</summary>
    /// <param name="inputIds">[batch, seq], int64</param>
    /// <param name="attentionMask">[batch, seq]: 1 = token, 0 = padding; a token sees itself and the tokens before it. Or
    /// [batch, seq, seq]: 1 = the row's token sees the column's, whatever their order.</param>
    /// <param name="positionIds">[batch, seq], int64; null = 0, 1, 2, ...</param>
    /// <param name="headMask">[layers, heads]: 1 = on, 0 = off; null = all on</param>
    /// <param name="cache">Receives every layer's keys and values: <see cref="Extend"/> goes on from there.</param>
    /// <param name="activations">Receives the inner values.</param>
    /// <returns>[batch, seq, hidden]</returns>
    /// <exception cref="ShapeException">An argument does not fit; the message names it and both shapes.</exception>
    public Tensor Forward(
        Tensor inputIds, Tensor attentionMask, Tensor? positionIds = null, Tensor? headMask = null, KeyValueCache? cache = null, Activations? activations = null)
    {
        var (batch, seq) = (inputIds.ExpectShape([-1, -1]).shape[0], inputIds.shape[1]);
        headMask?.ExpectShape([Config.Layers, Config.Heads]);
        positionIds = positionIds?.ExpectShape([batch, seq]) ?? arange(seq, dtype: ScalarType.Int64, device: inputIds.device).unsqueeze(0);
        var hiddenFrom = HiddenFrom(attentionMask, batch, seq);
        var rotation = _rotary.At(positionIds);
        var hidden = _embeddings.Forward(inputIds);
        for (var layer = 0; layer < _blocks.Length; layer++)
        {
            activations?.HiddenStates.Add(hidden);
            using var scope = NewDisposeScope();          // a layer's inner tensors go with the layer, unless gradients hold them
            var index = layer;
            Action<Tensor, Tensor>? store = cache is null ? null : (keys, values) => cache.StorePrompt(index, keys, values);
            hidden = _blocks[layer].Forward(hidden, (attention, x) => attention.Forward(x, rotation, hiddenFrom, headMask?.select(0, index), store, activations)).MoveToOuterDisposeScope();
        }
        hidden = _norm.Forward(hidden);
        activations?.HiddenStates.Add(hidden);
        return hidden;
    }

    /// <summary>More tokens for every row of <paramref name="cache"/>: one while decoding, several to score continuations that share a prompt.</summary>
    /// <param name="inputIds">[rows, seq], int64; row = prompt x samples + sample</param>
    /// <param name="positionIds">[rows, seq], int64</param>
    /// <param name="cache">Filled by <see cref="Forward"/>; advanced by seq.</param>
    /// <param name="headMask">[layers, heads]; null = all on</param>
    /// <returns>[rows, seq, hidden]; gradients reach the prompts too</returns>
    /// <exception cref="ShapeException">An argument does not fit; the message names it and both shapes.</exception>
    public Tensor Extend(Tensor inputIds, Tensor positionIds, KeyValueCache cache, Tensor? headMask = null)
    {
        inputIds.ExpectShape([cache.Prompts * cache.Samples, -1]);
        positionIds.ExpectShape(inputIds.shape);
        headMask?.ExpectShape([Config.Layers, Config.Heads]);
        var rotation = _rotary.At(positionIds);
        var hidden = _embeddings.Forward(inputIds);
        for (var layer = 0; layer < _blocks.Length; layer++)
        {
            using var scope = NewDisposeScope();
            var index = layer;
            hidden = _blocks[layer].Forward(hidden, (attention, x) => attention.Extend(x, rotation, cache, index, headMask?.select(0, index))).MoveToOuterDisposeScope();
        }
        cache.Advance(inputIds.shape[1]);
        return _norm.Forward(hidden);
    }

    /// <param name="hidden">[..., hidden]</param>
    /// <returns>Next-token logits, [..., vocabulary]</returns>
    public Tensor Logits(Tensor hidden) => nn.functional.linear(hidden, _head);

    public void Dispose() => _store.Dispose();

    private static Tensor HiddenFrom(Tensor attentionMask, long batch, long seq)
    {
        if (attentionMask.ndim == 3) { return attentionMask.ExpectShape([batch, seq, seq]).eq(0).unsqueeze(1); }
        var padding = attentionMask.ExpectShape([batch, seq]).eq(0).view(batch, 1, 1, seq);
        var future = ones([seq, seq], dtype: ScalarType.Bool, device: attentionMask.device).triu(1);
        return padding.logical_or(future);                                                        // [batch, 1, seq, seq]
    }

    /// <summary>One layer: attention and feed-forward, each behind a norm and beside a residual path.</summary>
    private sealed class Block(Weights weights, LlamaConfig config)
    {
        private readonly RmsNorm _attentionNorm = new(weights / "input_layernorm", config.HiddenSize, config.RmsNormEps);
        private readonly GroupedQueryAttention _attention =
            new(weights / "self_attn", config.HiddenSize, config.Heads, config.KeyValueHeads, config.HeadDim, config.AttentionBias);
        private readonly RmsNorm _feedForwardNorm = new(weights / "post_attention_layernorm", config.HiddenSize, config.RmsNormEps);
        private readonly Linear _gate = new(weights / "mlp.gate_proj", config.HiddenSize, config.IntermediateSize, config.MlpBias);
        private readonly Linear _up = new(weights / "mlp.up_proj", config.HiddenSize, config.IntermediateSize, config.MlpBias);
        private readonly Linear _down = new(weights / "mlp.down_proj", config.IntermediateSize, config.HiddenSize, config.MlpBias);

        /// <param name="hidden">[batch, seq, hidden]</param>
        /// <param name="attend">Runs the attention layer on the normed states, all positions at once or one step.</param>
        public Tensor Forward(Tensor hidden, Func<GroupedQueryAttention, Tensor, Tensor> attend)
        {
            hidden = hidden + attend(_attention, _attentionNorm.Forward(hidden));
            var normed = _feedForwardNorm.Forward(hidden);
            return hidden + _down.Forward(nn.functional.silu(_gate.Forward(normed)) * _up.Forward(normed));
        }
    }
}
