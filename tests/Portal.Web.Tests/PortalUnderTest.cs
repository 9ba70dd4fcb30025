using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Portal.StubHost;
using Portal.Web.Playground;

namespace Portal.Web.Tests;

/// <summary>The whole portal on a free port, with a store in a folder of its own and a stub model behind the endpoint <c>stub</c>.</summary>
internal sealed class PortalUnderTest : WebApplicationFactory<Program>
{
    private static readonly SurveyLibrary s_library = SurveyLibrary.Load(PortalRoot.Find());      // immutable: read once for all tests
    private readonly string _folder;
    private readonly Dictionary<string, string> _settings;

    private PortalUnderTest(string folder, Dictionary<string, string> settings)
    {
        (_folder, _settings) = (folder, settings);
        UseKestrel(0);
    }

    public required StubModel Model { get; init; }

    public Action<IServiceCollection> Adjust { get; init; } = _ => { };

    public string StorePath => Path.Combine(_folder, "portal.db");

    public HttpClient Http { get; private set; } = null!;

    /// <param name="folder">An earlier portal's, to go on with its store.</param>
    public static async Task<PortalUnderTest> StartAsync(
        Dictionary<string, string>? settings = null, string? folder = null, StubModel? model = null, Action<IServiceCollection>? adjust = null)
    {
        model ??= await StubModel.StartAsync();
        var all = new Dictionary<string, string>
        {
            ["Host:Local"] = "false",       // then appsettings.json offers no endpoint of its own
            ["Endpoints:10:Name"] = "stub",
            ["Endpoints:10:Url"] = model.Address.ToString(),
            ["Endpoints:10:SamplesPerRequest"] = "4",
            ["Endpoints:10:RetryDelay"] = "00:00:00.02",
            ["Endpoints:10:MaxRetries"] = "1",
            ["Endpoints:10:FirstTokenTimeout"] = "00:00:30",
            ["Logging:LogLevel:Default"] = "Error",
        };
        foreach (var (name, value) in settings ?? []) { all[name] = value; }
        var portal = new PortalUnderTest(folder ?? Directory.CreateTempSubdirectory("portal-web-").FullName, all) { Model = model, Adjust = adjust ?? (_ => { }) };
        portal.Http = portal.CreateClient();
        return portal;
    }

    public async Task<HttpResponseMessage> PostAsync(object request, CancellationToken cancellation = default) => await Http.SendAsync(
        new HttpRequestMessage(HttpMethod.Post, "/api/playground") { Content = JsonContent.Create(request) }, HttpCompletionOption.ResponseHeadersRead, cancellation);

    /// <summary>Asks and reads to the end.</summary>
    public async Task<List<JsonElement>> AskAsync(object? request = null)
    {
        using var response = await PostAsync(request ?? Religion());
        Assert.True(response.IsSuccessStatusCode, await (response.IsSuccessStatusCode ? Task.FromResult("") : response.Content.ReadAsStringAsync()));
        return await response.LinesAsync().ToListAsync();
    }

    public Task<JsonElement> StoredAsync(string id) => Http.GetFromJsonAsync<JsonElement>($"/api/playground/{id}");

    public static Dictionary<string, object> Religion(params (string Field, object Value)[] others)
    {
        var request = new Dictionary<string, object> { ["country"] = "PAK", ["probe"] = "Q6" };
        foreach (var (field, value) in others) { request[field] = value; }
        return request;
    }

    /// <summary>Ends this portal and keeps its store.</summary>
    public async Task<string> EndAsync()
    {
        await base.DisposeAsync();
        SqliteConnection.ClearAllPools();
        return _folder;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        SqliteConnection.ClearAllPools();
        await Model.DisposeAsync();
        if (Directory.Exists(_folder)) { Directory.Delete(_folder, recursive: true); }
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("Store:Path", StorePath);
        foreach (var (name, value) in _settings) { builder.UseSetting(name, value); }
        builder.ConfigureTestServices(services =>
        {
            services.AddSingleton(s_library);
            Adjust(services);
        });
    }
}
