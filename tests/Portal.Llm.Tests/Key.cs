namespace Portal.Llm.Tests;

/// <summary>An environment variable of its own that holds a key for as long as a test needs it.</summary>
internal sealed class Key : IDisposable
{
    public Key(string? value) => Environment.SetEnvironmentVariable(Variable, value);

    public string Variable { get; } = $"PORTAL_TEST_KEY_{Guid.NewGuid():N}".ToUpperInvariant();

    public void Dispose() => Environment.SetEnvironmentVariable(Variable, null);
}
