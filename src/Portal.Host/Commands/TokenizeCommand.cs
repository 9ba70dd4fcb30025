using System.CommandLine;
using Portal.Models.Tokenizers;

namespace Portal.Host.Commands;

/// <summary><c>Portal.Host tokenize</c>: ids, tokens and the characters that each stands for.</summary>
internal static class TokenizeCommand
{
    public static Command Create()
    {
        var model = new ModelArguments();
        var texts = new Argument<string[]>("text") { Description = "One or more texts.", Arity = ArgumentArity.OneOrMore };
        var special = AddSpecialTokens();
        var command = new Command("tokenize", "Ids, tokens and the characters that each stands for.") { texts, special };
        model.AddTo(command, computes: false);
        command.SetAction(arguments =>
        {
            var tokenizer = Tokenizer.Load(model.Folder(arguments));
            var output = arguments.InvocationConfiguration.Output;
            foreach (var text in arguments.GetRequiredValue(texts))
            {
                var tokens = tokenizer.Tokenize(text, arguments.GetValue(special));
                var spans = tokens.Spans.Select(span => new[] { Characters(text, span.Start), Characters(text, span.End) }).ToList();
                if (model.IsJson(arguments))
                {
                    output.WriteJson(new { Text = text, InputIds = tokens.Ids, tokens.Tokens, OffsetMapping = spans, TokenTypeIds = tokens.TypeIds, tokens.SpecialTokensMask });
                    continue;
                }
                output.WriteTable(["id:", "token", "characters", "text"], Enumerable.Range(0, tokens.Ids.Count).Select(i => new[]
                {
                    tokens.Ids[i].Text(), tokens.Tokens[i], $"{spans[i][0]}-{spans[i][1]}", text[tokens.Spans[i].Start..tokens.Spans[i].End],
                }));
            }
        });
        return command;
    }

    /// <summary>The flag of Hugging Face's tokenizers.</summary>
    public static Option<bool> AddSpecialTokens() => new("--add-special-tokens") { Description = "Put the model's own tokens around the text.", DefaultValueFactory = _ => true };

    /// <summary>Code points before a place that is counted in UTF-16 units: what Python counts.</summary>
    private static int Characters(string text, int units) => text[..units].EnumerateRunes().Count();
}
