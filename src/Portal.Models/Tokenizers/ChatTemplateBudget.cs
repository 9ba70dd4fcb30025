using System.Runtime.CompilerServices;
using System.Text;

namespace Portal.Models.Tokenizers;

/// <summary>Bounds what one rendering may cost, whatever the template says: work, depth, and the length of every text and list.</summary>
internal sealed class ChatTemplateBudget
{
    /// <summary>Characters of a text, the result included, or elements of a list.</summary>
    public const int MaxLength = 1 << 20;

    /// <summary>Characters and elements that are read or written, and evaluated nodes at <see cref="Node"/> each: far more than a conversation needs.</summary>
    public const long MaxWork = 1 << 25;

    /// <summary>What a node costs, in characters: about as much time.</summary>
    public const int Node = 16;

    private const int MaxDepth = 400;
    private long _work;
    private int _depth;

    /// <exception cref="TemplateFault">The rendering has cost too much.</exception>
    public void Spend(long units)
    {
        _work += units;
        if (_work > MaxWork) { throw new TemplateFault($"the template takes too much work; it probably loops too often"); }
    }

    /// <summary>Pays for a text or list that is about to be made.</summary>
    public int SpendLength(long length)
    {
        if (length > MaxLength) { throw new TemplateFault($"a text or list grows longer than {MaxLength}"); }
        Spend(length);
        return (int)length;
    }

    /// <summary>Pays for a search; a long needle may be compared at every position.</summary>
    public void SpendSearch(string text, string needle) => Spend(text.Length * (1L + (needle.Length / 256)));

    public void Enter()
    {
        Spend(Node);
        if (++_depth > MaxDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack()) { throw new TemplateFault($"nested deeper than {MaxDepth}"); }
    }

    public void Leave() => _depth--;
}

/// <summary>A text under construction that stays within the budget.</summary>
internal sealed class BoundedText(ChatTemplateBudget budget)
{
    private readonly StringBuilder _text = new();

    public BoundedText Append(ReadOnlySpan<char> text)
    {
        if (_text.Length + (long)text.Length > ChatTemplateBudget.MaxLength)
        {
            throw new TemplateFault($"the text grows longer than {ChatTemplateBudget.MaxLength} characters");
        }
        budget.Spend(text.Length);
        _text.Append(text);
        return this;
    }

    public override string ToString() => _text.ToString();
}
