using System.Buffers;
using System.Security.Cryptography;

namespace Portal.Runs.Turns;

/// <summary>Names of turns: 12 characters of lower-case base32, 60 random bits. Short enough for a slide, too many to guess.</summary>
public static class TurnId
{
    private const int Length = 12;
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";
    private static readonly SearchValues<char> s_alphabet = SearchValues.Create(Alphabet);

    /// <summary>A fresh id.</summary>
    public static string New() => RandomNumberGenerator.GetString(Alphabet, Length);

    /// <summary>Whether <paramref name="text"/>, which may come from anybody, has the form of an id.</summary>
    public static bool IsValid(string? text) => text is { Length: Length } && !text.AsSpan().ContainsAnyExcept(s_alphabet);
}
