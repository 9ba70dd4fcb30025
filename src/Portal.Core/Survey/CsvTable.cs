using System.Text;
using System.Text.Unicode;
using CsvHelper;

namespace Portal.Core.Survey;

/// <summary>A cursor over the rows of a CSV file with a known header. Its errors name file, line and field.</summary>
internal sealed class CsvTable : IDisposable
{
    private static readonly CsvReaderOptions Strict = new()
    {
        Separator = ',',
        MalformedData = CsvMalformedDataHandling.Throw,
        TrackLineNumbers = true,
        PoolStrings = true,                 // 78,000 rows repeat a few hundred values
    };

    private readonly string _file;
    private readonly string[] _header;
    private readonly CsvReader _reader;

    /// <summary>Opens a file and checks its header.</summary>
    /// <exception cref="SurveyException">The file is missing or not UTF-8, or its header differs.</exception>
    public CsvTable(string directory, string name, params string[] header)
        : this(directory, name, header, optional: null)
    {
    }

    /// <summary>Opens a file whose last column may be missing.</summary>
    /// <exception cref="SurveyException">The file is missing or not UTF-8, or its header differs.</exception>
    public CsvTable(string directory, string name, string[] header, string? optional)
    {
        _file = Path.Combine(directory, name);
        if (!File.Exists(_file)) { throw new SurveyException(_file, null, null, "the file is missing; restore it from the project's data/survey"); }
        var bytes = File.ReadAllBytes(_file);
        if (!Utf8.IsValid(bytes)) { throw new SurveyException(_file, FirstInvalidLine(bytes), null, "is not UTF-8; save the file as UTF-8"); }
        _reader = CsvReader.Create(bytes, Strict);
        var found = _reader.Headers.ToArray();
        HasOptional = optional is not null && found.SequenceEqual([.. header, optional]);
        if (!HasOptional && !found.SequenceEqual(header))
        {
            var there = found.Length == 0 ? "nothing" : string.Join(',', found);
            var expected = string.Join(',', header) + (optional is null ? "" : $" and may end in ,{optional}");
            throw new SurveyException(_file, 1, null, $"the header must be {expected}, found {there}");
        }
        _header = found;
    }

    /// <summary>Whether the column that may be missing is there, after all others.</summary>
    public bool HasOptional { get; }

    /// <summary>1-based line on which the present row begins.</summary>
    public int Line => (int)_reader.LineNumber;

    /// <summary>A field of the present row.</summary>
    public string this[int column] => _reader.GetString(column);

    /// <summary>Moves to the next row.</summary>
    /// <exception cref="SurveyException">The row has another number of fields, or a stray quote.</exception>
    public bool Next()
    {
        try
        {
            if (!_reader.Read()) { return false; }
        }
        catch (CsvFormatException error)
        {
            const string problem = "a quote stands where none belongs; put the whole field in quotes and double the quotes inside it";
            throw new SurveyException(_file, (int)error.LineNumber, null, problem, error);
        }
        return _reader.FieldCount == _header.Length
            ? true
            : throw new SurveyException(_file, Line, null, $"{_header.Length} fields expected ({string.Join(',', _header)}), {_reader.FieldCount} found");
    }

    /// <summary>A field that must not be empty.</summary>
    public string Text(int column) => this[column] is { Length: > 0 } text ? text : throw Error(column, "is empty; give a value");

    /// <summary>A whole number.</summary>
    public int Integer(int column, int least) => _reader.TryParse<int>(column, out var value) && value >= least
        ? value
        : throw Error(column, $"\"{this[column]}\" is not a whole number of at least {least}");

    /// <summary>A number above 0.</summary>
    public double Positive(int column) => _reader.TryParse<double>(column, out var value) && value > 0 && double.IsFinite(value)
        ? value
        : throw Error(column, $"\"{this[column]}\" is not a number above 0; write it with a decimal point, such as 812.5");

    /// <summary>A share in [0, 1].</summary>
    public double Share(int column) => _reader.TryParse<double>(column, out var value) && value is >= 0 and <= 1
        ? value
        : throw Error(column, $"\"{this[column]}\" is not a share in [0, 1]; give the share of valid answers with a decimal point, such as 0.25");

    /// <summary>An error about a field, at the present row or at <paramref name="line"/>.</summary>
    public SurveyException Error(int column, string problem, int? line = null) => new(_file, line ?? Line, _header[column], problem);

    public void Dispose() => _reader.Dispose();

    private static int FirstInvalidLine(ReadOnlySpan<byte> bytes)
    {
        var valid = 0;
        while (Rune.DecodeFromUtf8(bytes[valid..], out _, out var length) == System.Buffers.OperationStatus.Done) { valid += length; }
        return bytes[..valid].Count((byte)'\n') + 1;
    }
}
