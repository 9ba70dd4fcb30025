namespace Portal.Core.Survey.Import;

/// <summary>What was done about a problem.</summary>
public enum ImportAction
{
    /// <summary>Nothing at all is imported.</summary>
    Refused,

    /// <summary>The row is imported with the field put right.</summary>
    Repaired,

    /// <summary>The row is not imported; the others are.</summary>
    LeftOut,

    /// <summary>Nothing was done about a row; the reader should know.</summary>
    Noted,
}

/// <summary>Something that an import found, and what was done about it.</summary>
/// <param name="File">Name of the file.</param>
/// <param name="Line">1-based line; <see langword="null"/> where the file as a whole is meant.</param>
/// <param name="Field">Column or JSON property; <see langword="null"/> where the line as a whole is meant.</param>
/// <param name="Action">What was done.</param>
/// <param name="Reason">What is wrong, and the remedy where there is one. Of a respondent's row it holds no answer.</param>
public sealed record ImportProblem(string File, int? Line, string? Field, ImportAction Action, string Reason);

/// <summary>A file that was read.</summary>
/// <param name="Name">Its name, without folders.</param>
/// <param name="Sha256">Of its bytes, in hexadecimal; empty where reading stopped before the end.</param>
/// <param name="Bytes">Bytes read.</param>
/// <param name="Rows">Rows without the header: probes, respondents or shares.</param>
/// <param name="Imported">Rows that an import writes or counts.</param>
public sealed record ImportedFile(string Name, string Sha256, long Bytes, int Rows, int Imported)
{
    /// <summary>Rows that are not imported.</summary>
    public int LeftOut => Rows - Imported;
}

/// <summary>What an import read and what became of it. Every row is imported or left out; of a refused import, every row is left out.</summary>
/// <param name="Kind">What was imported: <c>arora</c>, <c>probes</c>, <c>wvs</c>, <c>aggregates</c>.</param>
/// <param name="Version">Version of what is written, from the contents of the files and the options: the same files give the same.</param>
/// <param name="Files">The files, in the order read.</param>
/// <param name="Problems">All that was found. Every row left out of an import that is not refused stands here with its line.</param>
public sealed record ImportReport(string Kind, string Version, IReadOnlyList<ImportedFile> Files, IReadOnlyList<ImportProblem> Problems)
{
    /// <summary>Whether nothing can be written.</summary>
    public bool Refused => Problems.Any(p => p.Action == ImportAction.Refused);

    /// <summary>Rows read.</summary>
    public int Rows => Files.Sum(f => f.Rows);

    /// <summary>Rows imported.</summary>
    public int Imported => Files.Sum(f => f.Imported);

    /// <summary>Rows left out.</summary>
    public int LeftOut => Files.Sum(f => f.LeftOut);
}

/// <summary>The first rows as they would be stored.</summary>
/// <param name="Columns">Names of the columns.</param>
/// <param name="Rows">The rows, as text.</param>
public sealed record ImportPreview(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>How many rows a preview shows, of each language where there are several.</summary>
    public const int Length = 5;
}
