using System.CommandLine;
using Portal.Host.Serving;
using Portal.Models.Architectures;
using Portal.Models.Generation;
using Portal.Models.Tokenizers;

namespace Portal.Host.Commands;

/// <summary><c>Portal.Host generate</c>: continues prompts, or writes what an encoder-decoder makes of its sources.</summary>
internal static class GenerateCommand
{
    public static Command Create()
    {
        var standard = new GenerationOptions();
        var model = new ModelArguments();
        var prompts = new Argument<string[]>("prompt") { Description = "One or more prompts.", Arity = ArgumentArity.ZeroOrMore };
        var file = new Option<string?>("--file") { Description = "More prompts: JSON lines with a field prompt." };
        var limit = new Option<int?>("--limit") { Description = "Only so many prompts." };
        var batchSize = new Option<int>("--batch-size") { Description = "Prompts that are decoded together.", DefaultValueFactory = _ => 8 };
        var chat = new Option<bool>("--apply-chat-template") { Description = "Take each prompt as a user's message." };
        var special = TokenizeCommand.AddSpecialTokens();
        var maxNewTokens = new Option<int>("--max-new-tokens") { Description = "Most tokens of a sample.", DefaultValueFactory = _ => standard.MaxTokens };
        var temperature = new Option<double>("--temperature") { Description = "Divides the logits; 0 takes the most probable token." };
        var topK = new Option<int>("--top-k") { Description = "Draw from the so many most probable tokens; 0 = all." };
        var topP = new Option<double>("--top-p") { Description = "Draw from the most probable tokens that reach this mass.", DefaultValueFactory = _ => standard.TopP };
        var penalty = new Option<double>("--repetition-penalty") { Description = "Above 1 makes tokens that have been said less probable.", DefaultValueFactory = _ => standard.RepetitionPenalty };
        var samples = new Option<int>("--num-return-sequences") { Description = "Samples per prompt.", DefaultValueFactory = _ => standard.Samples };
        var stop = new Option<string[]>("--stop") { Description = "A sample ends before this text. May be repeated." };
        var seed = new Option<ulong>("--seed") { Description = "Seed of the first prompt; the next has the next number." };
        var command = new Command("generate", "Continue prompts.")
        {
            prompts, file, limit, batchSize, chat, special, maxNewTokens, temperature, topK, topP, penalty, samples, stop, seed,
        };
        model.AddTo(command);
        command.SetAction((arguments, cancellation) =>
        {
            var options = new GenerationOptions
            {
                Samples = arguments.GetValue(samples),
                MaxTokens = arguments.GetValue(maxNewTokens),
                Temperature = arguments.GetValue(temperature),
                TopK = arguments.GetValue(topK),
                TopP = arguments.GetValue(topP),
                RepetitionPenalty = arguments.GetValue(penalty),
                Stop = arguments.GetValue(stop) ?? [],
            };
            options.Validate();
            if (options.Temperature == 0 && (options.Samples > 1 || options.TopK > 0 || options.TopP < 1))
            {
                throw new ArgumentException("--top-k, --top-p and --num-return-sequences need a --temperature above 0: at 0 every sample is the same");
            }
            if (arguments.GetValue(batchSize) < 1) { throw new ArgumentException("--batch-size must be 1 or more"); }
            var texts = Texts(arguments.GetValue(prompts) ?? [], arguments.GetValue(file), arguments.GetValue(limit));
            using var opened = model.Open<PretrainedModel>(arguments);
            if (opened is EncoderModel) { throw new ArgumentException($"a {opened.GetType().Name} is an encoder and continues no text; use fill-mask, or a causal model or an encoder-decoder"); }
            var folder = model.Folder(arguments);
            var tokenizer = Tokenizer.Load(folder);
            var template = arguments.GetValue(chat) ? ChatTemplate.Load(folder) : null;
            var encoded = texts.Select((text, index) => new EncodedPrompt(
                template is null ? tokenizer.Encode(text, arguments.GetValue(special)) : tokenizer.Encode(template.Render([new ChatTurn("user", text)], addGenerationPrompt: true), addSpecialTokens: false),
                arguments.GetValue(seed) + (ulong)index)).ToList();
            options = options with { EndOfText = EndOfText.Read(folder) };
            var generator = new TextGenerator(opened, tokenizer);
            var output = arguments.InvocationConfiguration.Output;
            foreach (var batch in texts.Zip(encoded).Chunk(arguments.GetValue(batchSize)))
            {
                foreach (var ((text, prompt), ofPrompt) in batch.Zip(generator.Generate([.. batch.Select(pair => pair.Second)], options, cancellation: cancellation)))
                {
                    if (model.IsJson(arguments)) { output.WriteJson(new GeneratedPrompt(text, prompt.Ids, prompt.Seed, [.. ofPrompt.Select(Sample)])); }
                    else { Print(output, text, ofPrompt, several: texts.Count > 1); }
                }
            }
            return Task.FromResult(0);
        });
        return command;
    }

    private static List<string> Texts(string[] given, string? file, int? limit)
    {
        if (limit is < 1) { throw new ArgumentException("--limit must be 1 or more"); }
        var texts = given.Concat(file is null ? [] : JsonLines.Read(file, line => line.Text("prompt"))).Take(limit ?? int.MaxValue).ToList();
        return texts.Count > 0 ? texts : throw new ArgumentException("there is no prompt; give one, or --file");
    }

    private static void Print(TextWriter output, string prompt, IReadOnlyList<GeneratedText> samples, bool several)
    {
        if (several) { output.WriteLine($"> {prompt}"); }
        foreach (var sample in samples) { output.WriteLine(sample.Text); }
    }

    private static GeneratedSample Sample(GeneratedText text) => new(text.Text, text.Ids, text.LogProbabilities, text.LogProbabilities.Sum(), text.Finish);

    private sealed record GeneratedPrompt(string Prompt, IReadOnlyList<int> PromptIds, ulong Seed, IReadOnlyList<GeneratedSample> Samples);

    private sealed record GeneratedSample(string Text, IReadOnlyList<int> Ids, IReadOnlyList<double> TokenLogprobs, double SumLogprob, FinishReason FinishReason);
}
