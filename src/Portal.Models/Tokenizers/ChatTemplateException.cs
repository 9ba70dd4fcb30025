namespace Portal.Models.Tokenizers;

/// <summary>A chat template cannot be read or rendered; the message names the template, line and column, and what the template itself says about it.</summary>
public sealed class ChatTemplateException : FormatException
{
    public ChatTemplateException()
    {
    }

    public ChatTemplateException(string message)
        : base(message)
    {
    }

    public ChatTemplateException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal ChatTemplateException(string name, int line, int column, string message)
        : base($"{name}, line {line}, column {column}: {message}")
    {
        (Line, Column) = (line, column);
    }

    /// <summary>Line in the template, from 1.</summary>
    public int Line { get; }

    /// <summary>Column in UTF-16 units, from 1.</summary>
    public int Column { get; }
}

/// <summary>What went wrong, before it is known where: the expression or statement that is being evaluated adds the position.</summary>
internal sealed class TemplateFault(string message) : Exception(message)
{
    public static TemplateFault Unknown(string kind, string name, IEnumerable<string> known) =>
        new($"there is no {kind} '{name}'; known are {string.Join(", ", known.Order(StringComparer.Ordinal))}");
}
