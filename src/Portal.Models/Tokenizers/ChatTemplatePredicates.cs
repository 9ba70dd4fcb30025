using System.Collections.Frozen;
using static Portal.Models.Tokenizers.ChatTemplateValues;

namespace Portal.Models.Tokenizers;

/// <summary>Jinja's tests, the names after <c>is</c>.</summary>
internal static class ChatTemplatePredicates
{
    private static readonly FrozenDictionary<string, Func<object?, ChatTemplateArguments, bool>> All =
        new Dictionary<string, Func<object?, ChatTemplateArguments, bool>>
        {
            ["defined"] = (value, _) => value is not Undefined,
            ["undefined"] = (value, _) => value is Undefined,
            ["none"] = (value, _) => value is null,
            ["string"] = (value, _) => value is string,
            ["boolean"] = (value, _) => value is bool,
            ["true"] = (value, _) => value is true,
            ["false"] = (value, _) => value is false,
            ["number"] = (value, _) => value is long or double or bool,
            ["integer"] = (value, _) => value is long,
            ["float"] = (value, _) => value is double,
            ["mapping"] = (value, _) => value is OrderedDictionary<object, object?>,
            ["sequence"] = (value, _) => IsSequence(value),
            ["iterable"] = (value, _) => IsSequence(value),
            ["callable"] = (value, _) => value is TemplateFunction,
            ["odd"] = (value, call) => Remains(value, 2, 1, call),
            ["even"] = (value, call) => Remains(value, 2, 0, call),
            ["divisibleby"] = (value, call) => Remains(value, call.Integer("num"), 0, call),
            ["equalto"] = (value, call) => AreEqual(value, call.Value("other"), call.Budget),
            ["eq"] = (value, call) => AreEqual(value, call.Value("other"), call.Budget),
            ["=="] = (value, call) => AreEqual(value, call.Value("other"), call.Budget),
            ["ne"] = (value, call) => !AreEqual(value, call.Value("other"), call.Budget),
            ["!="] = (value, call) => !AreEqual(value, call.Value("other"), call.Budget),
            ["in"] = (value, call) => Contains(call.Value("seq"), value, call.Budget),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <exception cref="TemplateFault">There is no test of this name.</exception>
    public static bool Holds(string name, object? value, ChatTemplateArguments call)
    {
        if (!All.TryGetValue(name, out var predicate)) { throw TemplateFault.Unknown("test", name, All.Keys); }
        var holds = predicate(value, call);
        call.ExpectAllTaken();
        return holds;
    }

    private static bool IsSequence(object? value) => value is string or IReadOnlyList<object?> or OrderedDictionary<object, object?> or Undefined;

    private static bool Remains(object? value, long divisor, long rest, ChatTemplateArguments call) =>
        AreEqual(ChatTemplateOperators.Apply("%", value, divisor, call.Budget), rest, call.Budget);
}
