using System.Text;
using Portal.Core.Survey;
using Portal.Core.Survey.Import;

namespace Portal.Core.Tests.Import;

/// <summary>What is let in: text in UTF-8 of bounded size, from archives that stay inside themselves.</summary>
public sealed class ImportSourceTests
{
    [Theory]
    [InlineData("../evil.csv")]
    [InlineData("a/../../evil.csv")]
    [InlineData("/etc/evil.csv")]
    [InlineData("a\\..\\evil.csv")]
    [InlineData("C:evil.csv")]
    [InlineData("a\nb.csv")]
    public void An_archive_that_points_outside_is_refused(string name)
    {
        using var files = new ImportFiles();
        var path = files.Zip(("de.csv", "x"u8.ToArray()), (name, "x"u8.ToArray()));
        Assert.Contains("points outside the archive", Assert.Throws<SurveyException>(() => ImportSource.Open(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_archive_that_grows_beyond_measure_is_refused()
    {
        using var files = new ImportFiles();
        var path = files.Zip(("de.csv", new byte[20 << 20]));
        Assert.Contains("grows more than 200-fold", Assert.Throws<SurveyException>(() => ImportSource.Open(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_files_of_one_name_in_an_archive_are_refused()
    {
        using var files = new ImportFiles();
        var path = files.Zip(("a/de.csv", "x"u8.ToArray()), ("b/de.csv", "x"u8.ToArray()));
        Assert.Contains("two files named de.csv", Assert.Throws<SurveyException>(() => ImportSource.Open(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_archive_is_refused()
    {
        using var files = new ImportFiles();
        var path = files.Write("archive.zip", "no archive");
        Assert.Contains("is no .zip archive", Assert.Throws<SurveyException>(() => ImportSource.Open(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_archive_is_refused_where_it_breaks()
    {
        using var files = new ImportFiles();
        var random = new SeededRandom(1);
        var path = files.Zip(("de.csv", [.. Enumerable.Range(0, 50_000).Select(_ => (byte)('a' + random.NextInt(20)))]));
        var bytes = File.ReadAllBytes(path);
        bytes.AsSpan(bytes.Length / 2, 2000).Fill(0xFF);
        File.WriteAllBytes(path, bytes);
        using var source = ImportSource.Open(path);
        using var stream = source.Open("de.csv", mostBytes: 1 << 20);
        Assert.Contains("the archive is damaged", Assert.Throws<SurveyException>(() => stream.ReadToEnd()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_many_files_and_too_many_bytes_are_refused()
    {
        using var files = new ImportFiles();
        files.Write("de.csv", "a");
        files.Write("en.csv", "b");
        Assert.Contains("holds more than 1 files", Assert.Throws<SurveyException>(() => files.Open(new ImportLimits { Files = 1 })).Message, StringComparison.Ordinal);
        using var source = files.Open();
        using var stream = source.Open("de.csv", mostBytes: 0);
        Assert.Contains("has more than 0 bytes", Assert.Throws<SurveyException>(() => stream.ReadToEnd()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_without_end_is_refused_without_being_read()
    {
        var endless = new EndlessLine();
        using var stream = new CheckedStream(endless, "x.csv", long.MaxValue, mostLineBytes: 1 << 20);
        var error = Assert.Throws<SurveyException>(() => stream.CopyTo(Stream.Null));
        Assert.Equal(2, error.Line);
        Assert.Contains("is longer than", error.Message, StringComparison.Ordinal);
        Assert.InRange(endless.Given, 1 << 20, 2 << 20);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(7)]
    public void Characters_that_a_buffer_cuts_pass_and_broken_ones_are_found_at_their_byte(int buffer)
    {
        var good = Encoding.UTF8.GetBytes("a é ن 한\n😀😀 é\nz");
        Assert.Equal(good, Through(good, buffer));
        foreach (var at in new[] { 0, 2, good.Length - 1 })
        {
            byte[] bad = [.. good[..at], 0xFF, .. good[at..]];
            var error = Assert.Throws<SurveyException>(() => Through(bad, buffer));
            Assert.Contains($"is not UTF-8 (byte {at + 1})", error.Message, StringComparison.Ordinal);
            Assert.Equal(1 + good[..at].Count(b => b == '\n'), error.Line);
        }
        var cut = Assert.Throws<SurveyException>(() => Through([.. "abc"u8, 0xF0, 0x9F], buffer));
        Assert.Contains("(byte 4)", cut.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sixteen_bit_text_is_named_as_such() =>
        Assert.Contains("is UTF-16", Assert.Throws<SurveyException>(() => Through(Encoding.Unicode.GetPreamble(), 16)).Message, StringComparison.Ordinal);

    [Fact]
    public void The_hash_is_that_of_all_bytes()
    {
        using var stream = new CheckedStream(new MemoryStream("abc"u8.ToArray()), "x", 10, 10);
        stream.ReadToEnd();
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", stream.Sha256);         // FIPS 180-2, B.1
    }

    [Fact]
    public void The_checksum_is_that_of_the_standard()
    {
        var crc = new Crc32();
        crc.Add("12345"u8);
        crc.Add("6789"u8);
        Assert.Equal(0xCBF43926u, crc.Value);           // the check value of CRC-32/ISO-HDLC
    }

    [Fact]
    public void Nothing_is_overwritten_and_no_draft_stays_when_what_was_written_does_not_load()
    {
        using var files = new ImportFiles();
        var import = new PreparedImport(new ImportReport("probes", "1", [], []), new ImportPreview([], []))
        {
            Files = new Dictionary<string, byte[]> { ["a"] = [1] },
            Load = _ => throw new SurveyException("no"),
        };
        Assert.Equal("no", Assert.Throws<SurveyException>(() => import.Commit(files.Target)).Message);
        Assert.Empty(Directory.GetFileSystemEntries(Path.GetDirectoryName(files.Target)!));
        var there = Path.Combine(files.Folder, "kept");
        Directory.CreateDirectory(there);
        Assert.Contains("nothing is overwritten", Assert.Throws<SurveyException>(() => import.Commit(there)).Message, StringComparison.Ordinal);
    }

    private static byte[] Through(byte[] bytes, int buffer)
    {
        using var stream = new CheckedStream(new MemoryStream(bytes), "x", 1000, 1000);
        using var copy = new MemoryStream();
        stream.CopyTo(copy, buffer);
        return copy.ToArray();
    }

    /// <summary>One short line, and one that never ends.</summary>
    private sealed class EndlessLine : Stream
    {
        public long Given { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => Given; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            buffer.AsSpan(offset, count).Fill((byte)'a');
            if (Given == 0) { buffer[offset] = (byte)'\n'; }
            Given += count;
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
