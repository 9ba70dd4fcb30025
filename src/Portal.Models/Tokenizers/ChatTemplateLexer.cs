using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Portal.Models.Tokenizers;

internal enum TemplateTokenKind
{
    Text,
    BlockBegin,
    BlockEnd,
    OutputBegin,
    OutputEnd,
    Name,
    Literal,
    Operator,
    End,
}

/// <param name="Text">As written; for <see cref="TemplateTokenKind.Text"/> what is left after whitespace control.</param>
/// <param name="Value">The value of a literal.</param>
internal readonly record struct TemplateToken(TemplateTokenKind Kind, int At, string Text, object? Value = null)
{
    public override string ToString() => Kind switch
    {
        TemplateTokenKind.End => "the end of the template",
        TemplateTokenKind.Text => "text",
        _ => $"'{Text}'",
    };
}

/// <summary>Cuts a template into tokens, with Jinja's whitespace control under <c>trim_blocks</c> and <c>lstrip_blocks</c>.</summary>
internal sealed partial class ChatTemplateLexer(ChatTemplateSource source)
{
    private static readonly string[] LongOperators = ["//", "==", "!=", "<=", ">="];
    private readonly string _text = source.Text;
    private readonly List<TemplateToken> _tokens = [];
    private int _at;

    /// <exception cref="ChatTemplateException">A tag, string or bracket is not closed, or a character has no meaning.</exception>
    public static List<TemplateToken> Read(ChatTemplateSource source)
    {
        var lexer = new ChatTemplateLexer(source);
        while (lexer._at < lexer._text.Length) { lexer.ReadTextAndTag(); }
        lexer.Add(TemplateTokenKind.End, lexer._at, "");
        return lexer._tokens;
    }

    private void ReadTextAndTag()
    {
        var open = TagOpening().Match(_text, _at);
        if (!open.Success)
        {
            AddText(_text[_at..]);
            _at = _text.Length;
            return;
        }
        AddText(BeforeTag(_text[_at..open.Index], open));
        _at = open.Index + open.Length;
        switch (open.Value[1])
        {
            case '#': Skip(open, CommentEnd()); break;
            case '{': ReadTag(open, TemplateTokenKind.OutputBegin, TemplateTokenKind.OutputEnd, OutputEnd()); break;
            case var _ when RawBegin().Match(_text, _at) is { Success: true } raw: ReadRaw(open, raw); break;
            default: ReadTag(open, TemplateTokenKind.BlockBegin, TemplateTokenKind.BlockEnd, BlockEnd()); break;
        }
    }

    /// <summary>What stays of the text before a tag: <c>-</c> drops all whitespace; a block or comment drops its indentation unless <c>+</c> keeps it.</summary>
    private string BeforeTag(string text, Match open)
    {
        var control = open.Value[^1];
        if (control == '-') { return ChatTemplateStrings.Strip(text, null, left: false, right: true); }
        if (control == '+' || open.Value[1] == '{') { return text; }
        var line = text.LastIndexOf('\n') + 1;
        var startsLine = line > 0 || _at == 0 || _text[_at - 1] == '\n';
        return startsLine && text.AsSpan(line).IndexOfAnyExcept(ChatTemplateStrings.Spaces) < 0 ? text[..line] : text;
    }

    private void Skip(Match open, Regex end)
    {
        var close = end.Match(_text, _at);
        if (!close.Success) { throw source.Error(open.Index, $"'{open.Value}' is never closed"); }
        _at = close.Index + close.Length;
    }

    private void ReadRaw(Match open, Match raw)
    {
        _at += raw.Length;
        var close = RawEnd().Match(_text, _at);
        if (!close.Success) { throw source.Error(open.Index, "'raw' is never closed; expected endraw"); }
        AddText(BeforeTag(_text[_at..close.Index], TagOpening().Match(_text, close.Index)));
        _at = close.Index + close.Length;
    }

    private void ReadTag(Match open, TemplateTokenKind begin, TemplateTokenKind end, Regex endPattern)
    {
        Add(begin, open.Index, open.Value);
        var brackets = new Stack<char>();
        while (true)
        {
            while (_at < _text.Length && ChatTemplateStrings.IsSpace(_text[_at])) { _at++; }
            if (_at == _text.Length) { throw source.Error(open.Index, $"'{open.Value}' is never closed"); }
            if (brackets.Count == 0 && endPattern.Match(_text, _at) is { Success: true } close)
            {
                Add(end, _at, close.Value.Trim());
                _at += close.Length;
                return;
            }
            ReadToken(brackets);
        }
    }

    private void ReadToken(Stack<char> brackets)
    {
        var (start, character) = (_at, _text[_at]);
        if (character is '\'' or '"') { Add(TemplateTokenKind.Literal, start, character.ToString(), ReadString(character)); }
        else if (Number().Match(_text, _at) is { Success: true } number)
        {
            _at += number.Length;
            Add(TemplateTokenKind.Literal, start, number.Value, NumberOf(number));
        }
        else if (char.IsLetter(character) || character == '_')
        {
            while (_at < _text.Length && (char.IsLetterOrDigit(_text[_at]) || _text[_at] == '_')) { _at++; }
            Add(TemplateTokenKind.Name, start, _text[start.._at]);
        }
        else
        {
            var symbol = LongOperators.FirstOrDefault(op => string.CompareOrdinal(_text, start, op, 0, op.Length) == 0) ?? character.ToString();
            var isKnown = symbol.Length > 1 || "+-*/%~[](){}<>=.:|,".Contains(character, StringComparison.Ordinal);
            if (!isKnown) { throw source.Error(start, $"unexpected character '{symbol}'"); }
            if (character is '(' or '[' or '{') { brackets.Push(character == '(' ? ')' : (char)(character + 2)); }
            var isStray = character is ')' or ']' or '}' && !(brackets.TryPop(out var expected) && expected == character);
            if (isStray) { throw source.Error(start, $"'{symbol}' closes nothing"); }
            _at += symbol.Length;
            Add(TemplateTokenKind.Operator, start, symbol);
        }
    }

    private object NumberOf(Match number)
    {
        var digits = number.Value.Replace("_", "", StringComparison.Ordinal);
        if (number.Groups["real"].Success) { return double.Parse(digits, CultureInfo.InvariantCulture); }
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw source.Error(number.Index, $"{number.Value} is too large");
    }

    private string ReadString(char quote)
    {
        var (start, value) = (_at++, new StringBuilder());
        while (_at < _text.Length && _text[_at] != quote)
        {
            if (_text[_at] != '\\') { value.Append(_text[_at++]); }
            else if (Escape().Match(_text, _at) is { Success: true } escape)
            {
                _at += escape.Length;
                value.Append(Unescape(escape));
            }
            else { throw source.Error(_at, $"'{_text.AsSpan(_at, Math.Min(2, _text.Length - _at))}' is not an escape"); }
        }
        if (_at == _text.Length) { throw source.Error(start, "a string is never closed"); }
        _at++;
        return value.ToString();
    }

    private string Unescape(Match escape)
    {
        var code = escape.Groups["hex"].Success ? Convert.ToInt32(escape.Groups["hex"].Value, 16)
            : escape.Groups["octal"].Success ? Convert.ToInt32(escape.Groups["octal"].Value, 8)
            : -1;
        if (code >= 0x110000) { throw source.Error(escape.Index, $"'{escape.Value}' is no character"); }
        if (code >= 0) { return code < 0x10000 ? ((char)code).ToString() : char.ConvertFromUtf32(code); }
        return escape.Value[1] switch
        {
            'n' => "\n",
            't' => "\t",
            'r' => "\r",
            'a' => "\a",
            'b' => "\b",
            'f' => "\f",
            'v' => "\v",
            '\n' => "",
            '\\' or '\'' or '"' => escape.Value[1..],
            _ => escape.Value,
        };
    }

    private void AddText(string text)
    {
        if (text.Length > 0) { Add(TemplateTokenKind.Text, _at, text); }
    }

    private void Add(TemplateTokenKind kind, int at, string text, object? value = null) => _tokens.Add(new TemplateToken(kind, at, text, value));

    [GeneratedRegex(@"\{[{%#][-+]?")]
    private static partial Regex TagOpening();

    [GeneratedRegex(@"\+#\}|-#\}\s*|#\}\n?")]
    private static partial Regex CommentEnd();

    [GeneratedRegex(@"\G(?:\+%\}|-%\}\s*|%\}\n?)")]
    private static partial Regex BlockEnd();

    [GeneratedRegex(@"\G(?:-\}\}\s*|\}\})")]
    private static partial Regex OutputEnd();

    [GeneratedRegex(@"\G\s*raw\s*(?:-%\}\s*|%\})")]
    private static partial Regex RawBegin();

    [GeneratedRegex(@"\{%[-+]?\s*endraw\s*(?:\+%\}|-%\}\s*|%\}\n?)")]
    private static partial Regex RawEnd();

    [GeneratedRegex(@"\G[0-9][0-9_]*(?<real>\.[0-9][0-9_]*(?:[eE][+-]?[0-9]+)?|[eE][+-]?[0-9]+)?")]
    private static partial Regex Number();

    [GeneratedRegex(@"\G\\(?:x(?<hex>[0-9a-fA-F]{2})|u(?<hex>[0-9a-fA-F]{4})|U(?<hex>0[0-9a-fA-F]{7})|(?<octal>[0-7]{1,3})|[^xuUN0-7])")]
    private static partial Regex Escape();
}
