using System.CommandLine;
using Portal.Models.Architectures;
using Portal.Models.Generation;
using Portal.Models.Tokenizers;
using static TorchSharp.torch;

namespace Portal.Host.Commands;

/// <summary><c>Portal.Host fill-mask</c>: the most probable tokens at an encoder's masks, or texts in place of a T5's first sentinel.</summary>
internal static class FillMaskCommand
{
    private const string Sentinel = "<extra_id_0>", NextSentinel = "<extra_id_1>";

    public static Command Create()
    {
        var model = new ModelArguments();
        var texts = new Argument<string[]>("text") { Description = $"Texts with the model's mask token, or for T5 and mT5 with one {Sentinel}.", Arity = ArgumentArity.OneOrMore };
        var topK = new Option<int>("--top-k") { Description = "Candidates per mask.", DefaultValueFactory = _ => 5 };
        var maxNewTokens = new Option<int>("--max-new-tokens") { Description = "Most tokens in place of a sentinel.", DefaultValueFactory = _ => 8 };
        var command = new Command("fill-mask", "The most probable tokens in place of a mask.") { texts, topK, maxNewTokens };
        model.AddTo(command);
        command.SetAction(arguments =>
        {
            var (count, longest) = (arguments.GetValue(topK), arguments.GetValue(maxNewTokens));
            if (count < 1 || longest < 1) { throw new ArgumentException("--top-k and --max-new-tokens must be 1 or more"); }
            using var opened = model.Open<PretrainedModel>(arguments);
            var tokenizer = Tokenizer.Load(model.Folder(arguments));
            var output = arguments.InvocationConfiguration.Output;
            foreach (var text in arguments.GetRequiredValue(texts))
            {
                var masks = opened switch
                {
                    EncoderModel encoder => AtMasks(encoder, tokenizer, text, count),
                    Mt5 seq2seq => AtSentinel(seq2seq, tokenizer, text, count, longest),
                    _ => throw new ArgumentException($"a {opened.GetType().Name} fills no masks; use an encoder with a masked-language-model head, or T5 or mT5"),
                };
                if (model.IsJson(arguments))
                {
                    output.WriteJson(new { Text = text, Masks = masks });
                    continue;
                }
                foreach (var mask in masks)
                {
                    output.WriteTable(["probability:", "ids", "text", "sequence"], mask.Candidates.Select(candidate => new[]
                    {
                        candidate.Score.Short("g4") + (candidate.Ended ? "" : "+"), string.Join(' ', candidate.Tokens), candidate.TokenStr, candidate.Sequence,
                    }));
                }
            }
        });
        return command;
    }

    private static List<Mask> AtMasks(EncoderModel model, Tokenizer tokenizer, string text, int count)
    {
        if (!model.HasMaskedLanguageModel) { throw new ArgumentException("the checkpoint has no masked-language-model head; choose one that was not fine-tuned for another task"); }
        if (tokenizer.MaskId is not { } mask) { throw new ArgumentException("the tokenizer names no mask token; see special_tokens_map.json"); }
        var ids = tokenizer.Encode(text);
        if (!ids.Contains(mask)) { throw new ArgumentException($"'{text}' has no {tokenizer.Token(mask)}; write it where a token is missing"); }
        model.ExpectIds(ids, $"'{text}'");
        if (ids.Count > model.MaxPositions) { throw new ArgumentException($"'{text}' has {ids.Count} tokens, the model {model.MaxPositions} positions"); }
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        var input = tensor(ids.Select(id => (long)id).ToArray(), device: model.Device).unsqueeze(0);
        var hidden = model.Forward(input, ones_like(input))[0];                                                                // [seq, hidden]
        return [.. ids.Index().Where(token => token.Item == mask).Select(token =>
        {
            var (probabilities, best) = model.MaskedLogits(hidden[token.Index]).softmax(-1, ScalarType.Float32).topk(Math.Min(count, model.VocabSize));
            return new Mask(token.Index, [.. probabilities.cpu().data<float>().ToArray().Zip(best.cpu().data<long>().ToArray(), (probability, id) => new Candidate(
                probability, [(int)id], tokenizer.Decode([(int)id], skipSpecialTokens: false), tokenizer.Decode(ids.Select((old, place) => place == token.Index ? (int)id : old)), Ended: true))]);
        })];
    }

    private static List<Mask> AtSentinel(Mt5 model, Tokenizer tokenizer, string text, int count, int longest)
    {
        if (tokenizer.Id(Sentinel) is not { } sentinel) { throw new ArgumentException($"the tokenizer has no {Sentinel}; it is of another model"); }
        var ids = tokenizer.Encode(text);
        if (ids.Count(id => id == sentinel) != 1) { throw new ArgumentException($"'{text}' must hold {Sentinel} exactly once"); }
        var ends = new[] { tokenizer.Id(NextSentinel), tokenizer.EndId }.OfType<int>().ToHashSet();
        var place = ids.IndexOf(sentinel);
        return [new Mask(place, [.. new SpanSearch(model).Search(ids, sentinel, ends, count, longest).Select(span => new Candidate(
            Math.Exp(span.LogProbability), span.Ids, tokenizer.Decode(span.Ids), tokenizer.Decode([.. ids[..place], .. span.Ids, .. ids[(place + 1)..]]), span.Ended))])];
    }

    /// <summary>A mask and what may stand there, under the names of Hugging Face's pipeline.</summary>
    private sealed record Mask(int Position, IReadOnlyList<Candidate> Candidates);

    private sealed record Candidate(double Score, IReadOnlyList<int> Tokens, string TokenStr, string Sequence, bool Ended);
}
