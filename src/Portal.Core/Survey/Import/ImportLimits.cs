namespace Portal.Core.Survey.Import;

/// <summary>What an import reads at most. The defaults leave room above the official files.</summary>
public sealed record ImportLimits
{
    /// <summary>The largest file of respondents, unpacked, in bytes. The official file of wave 7 has some 200 MB.</summary>
    public long FileBytes { get; init; } = 2L << 30;

    /// <summary>The largest file of probes or shares, in bytes: these are held in memory.</summary>
    public long SmallFileBytes { get; init; } = 64L << 20;

    /// <summary>The longest line, in bytes.</summary>
    public int LineBytes { get; init; } = 1 << 20;

    /// <summary>The most files in a folder or archive.</summary>
    public int Files { get; init; } = 200;

    /// <summary>The most that an archive's file may grow when unpacked; survey files grow some 20-fold.</summary>
    public int Expansion { get; init; } = 200;

    /// <summary>The most rows of respondents that may be left out: a file with more is not what it says it is.</summary>
    public int RespondentsLeftOut { get; init; } = 1000;
}
