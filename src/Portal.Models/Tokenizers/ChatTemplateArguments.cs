namespace Portal.Models.Tokenizers;

/// <summary>The arguments of one call, taken in the order of the callee's parameters, by position or by name.</summary>
internal sealed class ChatTemplateArguments(
    string callee, IReadOnlyList<object?> positional, IReadOnlyDictionary<string, object?> named, ChatTemplateBudget budget)
{
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private int _next;

    public ChatTemplateBudget Budget => budget;

    /// <summary>The named arguments, for a callee that takes any; they count as taken.</summary>
    public IReadOnlyDictionary<string, object?> TakeNamed()
    {
        _taken.UnionWith(named.Keys);
        return named;
    }

    /// <summary>The positional arguments that are left, for a callee that takes any.</summary>
    public IReadOnlyList<object?> TakePositional()
    {
        var rest = positional.Skip(_next).ToList();
        _next = positional.Count;
        return rest;
    }

    public bool TryTake(string name, out object? value)
    {
        if (_next < positional.Count)
        {
            value = positional[_next++];
            return named.ContainsKey(name) ? throw new TemplateFault($"{callee} is given '{name}' twice") : true;
        }
        return named.TryGetValue(name, out value) && _taken.Add(name);
    }

    public object? Value(string name) => TryTake(name, out var value) ? value : throw new TemplateFault($"{callee} lacks its argument '{name}'");

    public object? Value(string name, object? absent) => TryTake(name, out var value) ? value : absent;

    public string Text(string name) => AsText(name, Value(name));

    /// <returns>null when the argument is absent or None.</returns>
    public string? OptionalText(string name) => Value(name, null) is { } value ? AsText(name, value) : null;

    public long Integer(string name) => AsInteger(name, Value(name));

    public long Integer(string name, long absent) => OptionalInteger(name) ?? absent;

    /// <returns>null when the argument is absent or None.</returns>
    public long? OptionalInteger(string name) => Value(name, null) is { } value ? AsInteger(name, value) : null;

    public bool Flag(string name) => ChatTemplateValues.IsTrue(Value(name, false));

    /// <exception cref="TemplateFault">Something was given that the callee does not know.</exception>
    public void ExpectAllTaken()
    {
        if (_next < positional.Count) { throw new TemplateFault($"{callee} takes {_next} arguments, not {positional.Count}"); }
        if (named.Keys.FirstOrDefault(name => !_taken.Contains(name)) is { } unknown) { throw new TemplateFault($"{callee} has no argument '{unknown}'"); }
    }

    private string AsText(string name, object? value) =>
        value as string ?? throw new TemplateFault($"{callee} needs a str as '{name}', not {ChatTemplateValues.Describe(value)}");

    private long AsInteger(string name, object? value) => ChatTemplateValues.IsInteger(value, out var number)
        ? number
        : throw new TemplateFault($"{callee} needs an int as '{name}', not {ChatTemplateValues.Describe(value)}");
}
