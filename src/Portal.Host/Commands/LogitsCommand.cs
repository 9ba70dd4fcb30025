using System.CommandLine;
using System.Globalization;
using Portal.Models.Architectures;
using static TorchSharp.torch;

namespace Portal.Host.Commands;

/// <summary><c>Portal.Host logits</c>: what a model's head says about given token ids; no tokenizer is needed.</summary>
internal static class LogitsCommand
{
    private const int Shown = 5;

    public static Command Create()
    {
        var model = new ModelArguments();
        var ids = new Option<string[]>("--ids") { Description = "Token ids: 1,5,7. May be repeated.", Required = true };
        var decoderIds = new Option<string[]>("--decoder-ids") { Description = "Decoder inputs of an encoder-decoder, one per --ids; by default its start token." };
        var topK = new Option<int?>("--top-k") { Description = $"Only so many of the largest logits of a position; a table shows {Shown} by default, JSON all." };
        var command = new Command("logits", "Logits of given token ids, [positions, vocabulary] or [labels].") { ids, decoderIds, topK };
        model.AddTo(command);
        command.SetAction(arguments =>
        {
            var sequences = arguments.GetRequiredValue(ids).Select(list => Ids("--ids", list)).ToList();
            var targets = arguments.GetValue(decoderIds)?.Select(list => Ids("--decoder-ids", list)).ToList() ?? [];
            if (targets.Count > 0 && targets.Count != sequences.Count) { throw new ArgumentException($"--decoder-ids is given {targets.Count} times, --ids {sequences.Count}; give one for each"); }
            if (arguments.GetValue(topK) is < 1) { throw new ArgumentException("--top-k must be 1 or more"); }
            using var opened = model.Open<PretrainedModel>(arguments);
            if (opened is not Seq2SeqModel && targets.Count > 0) { throw new ArgumentException("--decoder-ids: the model has no decoder of its own; only encoder-decoders have"); }
            var output = arguments.InvocationConfiguration.Output;
            foreach (var (index, sequence) in sequences.Index())
            {
                using var scope = NewDisposeScope();
                using var untracked = no_grad();
                var target = opened is Seq2SeqModel seq2seq ? targets.Count > 0 ? targets[index] : [seq2seq.DecoderStartTokenId] : null;
                var logits = Compute(opened, sequence, target).to(ScalarType.Float32).cpu();                     // [positions, vocabulary]
                if (model.IsJson(arguments)) { WriteJson(output, sequence, target, logits, arguments.GetValue(topK)); }
                else { WriteTable(output, opened is EncoderModel { HasClassifier: true } ? null : target ?? sequence, logits, arguments.GetValue(topK) ?? Shown); }
            }
        });
        return command;
    }

    /// <returns>[positions, vocabulary], or [1, labels] of a classifier</returns>
    private static Tensor Compute(PretrainedModel model, int[] ids, int[]? decoderIds)
    {
        Tensor Input(int[] sequence, string option)
        {
            model.ExpectIds(sequence, option);
            return sequence.Length <= model.MaxPositions
                ? tensor(sequence.Select(id => (long)id).ToArray(), device: model.Device).unsqueeze(0)
                : throw new ArgumentException($"{option} has {sequence.Length} ids, the model {model.MaxPositions} positions");
        }
        var input = Input(ids, "--ids");
        switch (model)
        {
            case CausalModel causal: return causal.Logits(causal.Forward(input, ones_like(input)))[0];
            case Seq2SeqModel seq2seq:
                var target = Input(decoderIds!, "--decoder-ids");
                return seq2seq.Logits(seq2seq.Decode(target, seq2seq.Encode(input, ones_like(input)), ones_like(input)))[0];
            default:
                var encoder = (EncoderModel)model;
                var hidden = encoder.Forward(input, ones_like(input));
                return encoder.HasClassifier ? encoder.ClassLogits(hidden) : encoder.MaskedLogits(hidden)[0];
        }
    }

    private static void WriteJson(TextWriter output, int[] ids, int[]? decoderIds, Tensor logits, int? topK)
    {
        if (topK is { } count)
        {
            output.WriteJson(new { Ids = ids, DecoderIds = decoderIds, logits.shape, Top = Largest(logits, count) });
            return;
        }
        var width = (int)logits.shape[1];
        output.WriteJson(new { Ids = ids, DecoderIds = decoderIds, logits.shape, Logits = logits.contiguous().data<float>().ToArray().Chunk(width) });
    }

    private static void WriteTable(TextWriter output, int[]? ids, Tensor logits, int topK)
    {
        var best = Largest(logits, topK);
        output.WriteTable(["position:", "id:", "largest logits (id: logit)"], best.Select((position, index) => new[]
        {
            index.Text(), ids is null ? "" : ids[index].Text(), string.Join(", ", position.Select(logit => string.Create(CultureInfo.InvariantCulture, $"{logit.Id}: {logit.Logit:f4}"))),
        }));
    }

    private static List<List<IdLogit>> Largest(Tensor logits, int topK)
    {
        var count = (int)Math.Min(topK, logits.shape[1]);
        var (values, ids) = logits.topk(count, -1);
        return [.. values.contiguous().data<float>().ToArray().Zip(ids.contiguous().data<long>().ToArray(), (logit, id) => new IdLogit(id, logit)).Chunk(count).Select(position => position.ToList())];
    }

    private static int[] Ids(string option, string list)
    {
        var ids = list.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(id => int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new ArgumentException($"{option}: '{id}' is no token id; give numbers such as 1,5,7")).ToArray();
        return ids.Length > 0 ? ids : throw new ArgumentException($"{option} holds no id; give numbers such as 1,5,7");
    }

    private sealed record IdLogit(long Id, float Logit);
}
