using Microsoft.Playwright;
using Portal.StubHost;

namespace Portal.Browser.Tests;

/// <summary>One portal, one stub endpoint and one driver for all browser tests; every test opens its own browser.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private static readonly string[] s_arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private const float Patience = 60_000;      // ms: a busy machine is slow, and only what never happens is a failure
    private IPlaywright _playwright = default!;
    private StubModel _stub = default!;

    /// <summary>What the models of the stub endpoint say.</summary>
    public Cast Cast { get; } = new();

    public PortalProcess Portal { get; private set; } = default!;

    public async Task InitializeAsync()
    {
        _stub = await StubModel.StartAsync();
        _stub.Answer = Cast.AnswerAsync;
        Cast.Add("study", Cast.Mix("important", 7, "unimportant", 3), Cast.Mix("unimportant", 8, "important", 2));
        Portal = await PortalProcess.StartAsync(_stub.Address);
        _playwright = await Playwright.CreateAsync();
        Assertions.SetDefaultExpectTimeout(Patience);
    }

    /// <summary>Another portal on the same endpoint, with an empty store.</summary>
    public Task<PortalProcess> StartPortalAsync() => PortalProcess.StartAsync(_stub.Address);

    /// <summary>A browser that knows nothing of any other.</summary>
    public async Task<Reader> OpenAsync(int width = 1280, int height = 800, ColorScheme scheme = ColorScheme.Light, float scale = 1, bool scripts = true, PortalProcess? portal = null)
    {
        var context = await _playwright.Chromium.LaunchPersistentContextAsync(Places.NewFolder(), new BrowserTypeLaunchPersistentContextOptions
        {
            ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium",
            Args = s_arguments,
            BaseURL = (portal ?? Portal).Address,
            ViewportSize = new ViewportSize { Width = width, Height = height },
            DeviceScaleFactor = scale,
            ColorScheme = scheme,
            JavaScriptEnabled = scripts,
            ReducedMotion = ReducedMotion.Reduce,       // a screenshot is of the state, not of a movement
            Permissions = ["clipboard-read", "clipboard-write"],
        });
        context.SetDefaultTimeout(Patience);
        return new Reader(context, context.Pages[0]);
    }

    public async Task DisposeAsync()
    {
        _playwright.Dispose();
        await Portal.DisposeAsync();
        await _stub.DisposeAsync();
    }
}

[CollectionDefinition(nameof(BrowserSuite))]
public sealed class BrowserSuite : ICollectionFixture<BrowserFixture>;
