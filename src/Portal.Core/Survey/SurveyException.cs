namespace Portal.Core.Survey;

/// <summary>Survey or probe data that cannot be used as it stands, or a name that is not in it. The message names the place and the remedy.</summary>
public sealed class SurveyException : Exception
{
    /// <summary>A problem without a place in a file, such as an unknown country.</summary>
    public SurveyException(string message)
        : base(message)
    {
    }

    /// <summary>A problem in a file.</summary>
    /// <param name="file">Path of the file.</param>
    /// <param name="line">1-based line; <see langword="null"/> where the file as a whole is meant.</param>
    /// <param name="field">Column or JSON property; <see langword="null"/> where the line as a whole is meant.</param>
    /// <param name="problem">What is wrong and how to put it right.</param>
    /// <param name="cause">The exception behind it, if any.</param>
    public SurveyException(string file, int? line, string? field, string problem, Exception? cause = null)
        : base($"{file}{(line is null ? "" : $", line {line}")}{(field is null ? "" : $", {field}")}: {problem}", cause)
    {
        File = file;
        Line = line;
        Field = field;
    }

    /// <summary>Path of the file, where there is one.</summary>
    public string? File { get; }

    /// <summary>1-based line in <see cref="File"/>.</summary>
    public int? Line { get; }

    /// <summary>Column or JSON property.</summary>
    public string? Field { get; }
}
