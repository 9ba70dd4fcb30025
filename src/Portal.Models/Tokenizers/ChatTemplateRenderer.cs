using static Portal.Models.Tokenizers.ChatTemplateSyntax;
using static Portal.Models.Tokenizers.ChatTemplateValues;

namespace Portal.Models.Tokenizers;

/// <summary>Names and their values; a loop, a macro and a block see those around them and keep their own.</summary>
internal sealed class TemplateScope(TemplateScope? outer)
{
    private readonly Dictionary<string, object?> _values = new(StringComparer.Ordinal);

    public object? this[string name]
    {
        set => _values[name] = value;
    }

    public object? Find(string name)
    {
        for (var scope = this; scope is not null; scope = scope.Outer)
        {
            if (scope._values.TryGetValue(name, out var value)) { return value; }
        }
        return new Undefined($"'{name}' is undefined");
    }

    private TemplateScope? Outer => outer;
}

/// <summary>Carries out one rendering: statements here, expressions in the other part.</summary>
internal sealed partial class ChatTemplateRenderer(ChatTemplateSource source)
{
    private readonly ChatTemplateBudget _budget = new();
    private BoundedText _output = null!;

    private enum Flow
    {
        Next,
        Break,
        Continue,
    }

    /// <exception cref="ChatTemplateException">An operation fails, the template raises an exception, or it costs too much.</exception>
    public string Render(IReadOnlyList<Statement> body, IEnumerable<KeyValuePair<string, object?>> variables)
    {
        var scope = new TemplateScope(null);
        foreach (var (name, value) in variables) { scope[name] = value; }
        return Capture(body, scope);
    }

    /// <summary>What the statements write.</summary>
    private string Capture(IReadOnlyList<Statement> body, TemplateScope scope)
    {
        var (outer, inner) = (_output, new BoundedText(_budget));
        _output = inner;
        Run(body, scope);
        _output = outer;
        return inner.ToString();
    }

    private Flow Run(IReadOnlyList<Statement> body, TemplateScope scope)
    {
        foreach (var statement in body)
        {
            try
            {
                _budget.Enter();
                var flow = Run(statement, scope);
                _budget.Leave();
                if (flow != Flow.Next) { return flow; }
            }
            catch (TemplateFault fault)
            {
                throw source.Error(statement.At, fault.Message);
            }
        }
        return Flow.Next;
    }

    private Flow Run(Statement statement, TemplateScope scope)
    {
        switch (statement)
        {
            case Text text: _output.Append(text.Value); break;
            case Output output: _output.Append(ChatTemplateFormat.Str(Evaluate(output.Value, scope), _budget)); break;
            case If choice: return Run(Chosen(choice, scope), scope);
            case For loop: return Run(loop, scope);
            case Set set: Assign(set.Targets, Evaluate(set.Value, scope), scope); break;
            case SetBlock set: scope[set.Target] = Capture(set.Body, new TemplateScope(scope)); break;
            case SetAttribute set:
                var names = scope.Find(set.Namespace) as TemplateNamespace
                    ?? throw new TemplateFault($"'{set.Namespace}' is no namespace: only the attributes of namespace() can be set");
                names.Attributes[set.Name] = Evaluate(set.Value, scope);
                break;
            case Macro macro: scope[macro.Name] = (TemplateFunction)(call => Invoke(macro, call, scope)); break;
            case Block block: return Run(block.Body, new TemplateScope(scope));
            case Break: return Flow.Break;
            case Continue: return Flow.Continue;
        }
        return Flow.Next;
    }

    private IReadOnlyList<Statement> Chosen(If choice, TemplateScope scope)
    {
        foreach (var (condition, body) in choice.Branches)
        {
            if (IsTrue(Evaluate(condition, scope))) { return body; }
        }
        return choice.Else;
    }

    private Flow Run(For loop, TemplateScope scope)
    {
        var items = Items(Evaluate(loop.Items, scope), _budget);
        if (loop.Condition is { } condition)
        {
            items = items.Where(item =>
            {
                var inner = new TemplateScope(scope);
                Assign(loop.Targets, item, inner);
                return IsTrue(Evaluate(condition, inner));
            }).ToList();
        }
        var isComplete = false;
        for (var i = 0; i < items.Count; i++)
        {
            _budget.Spend(ChatTemplateBudget.Node);
            var inner = new TemplateScope(scope) { ["loop"] = new TemplateLoop(items, i) };
            Assign(loop.Targets, items[i], inner);
            var flow = Run(loop.Body, inner);
            if (flow == Flow.Break) { break; }
            isComplete |= flow == Flow.Next;
        }
        // As in Jinja, 'else' also follows when 'break' or 'continue' cut every pass short.
        return isComplete ? Flow.Next : Run(loop.Else, new TemplateScope(scope));
    }

    private void Assign(IReadOnlyList<string> targets, object? value, TemplateScope scope)
    {
        if (targets.Count == 1)
        {
            scope[targets[0]] = value;
            return;
        }
        var items = Items(value, _budget);
        if (items.Count != targets.Count) { throw new TemplateFault($"{items.Count} values do not fit {targets.Count} names ({string.Join(", ", targets)})"); }
        for (var i = 0; i < targets.Count; i++) { scope[targets[i]] = items[i]; }
    }

    private string Invoke(Macro macro, ChatTemplateArguments call, TemplateScope outer)
    {
        var scope = new TemplateScope(outer);
        foreach (var (name, standard) in macro.Parameters)
        {
            scope[name] = call.TryTake(name, out var given) ? given
                : standard is not null ? Evaluate(standard, scope)
                : new Undefined($"'{name}' is not given to {macro.Name}");
        }
        call.ExpectAllTaken();
        return Capture(macro.Body, scope);
    }
}
