using Portal.StubHost;

namespace Portal.Web.Tests;

/// <summary>One portal for the tests of a class, which run one after the other and leave nothing behind that another one counts on.</summary>
public sealed class SharedPortal : IAsyncLifetime
{
    internal PortalUnderTest Portal { get; private set; } = null!;

    public async Task InitializeAsync() => Portal = await PortalUnderTest.StartAsync(new()
    {
        ["Endpoints:10:MaxRetries"] = "1",
        ["Endpoints:10:FirstTokenTimeout"] = "00:00:01",
        ["Endpoints:11:Name"] = "down",
        ["Endpoints:11:Url"] = "http://127.0.0.1:9/v1",      // the discard port: nobody listens
        ["Endpoints:11:Models:0"] = "nobody",
        ["Endpoints:11:MaxRetries"] = "0",
    });

    public async Task DisposeAsync() => await Portal.DisposeAsync();

    internal PortalUnderTest With(Func<StubCall, Task> answer)
    {
        Portal.Model.Answer = answer;
        return Portal;
    }
}
