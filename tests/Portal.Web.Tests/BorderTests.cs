using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Portal.Web.Tests;

public sealed class BorderTests(SharedPortal shared) : IClassFixture<SharedPortal>
{
    [Fact]
    public async Task The_OpenAPI_document_describes_every_route()
    {
        var document = await shared.Portal.Http.GetFromJsonAsync<JsonElement>("/openapi/v1.json");

        var described = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(method => $"{method.Name.ToUpperInvariant()} {path.Name.TrimEnd('/')}")).ToHashSet();
        var routes = shared.Portal.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(route => route.RoutePattern.RawText!.StartsWith("/api", StringComparison.Ordinal) || route.RoutePattern.RawText == "/healthz")
            .Where(route => route.RoutePattern.RawText != "/api/{**path}")         // the answer to addresses that are none
            .SelectMany(route => route.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods.Select(method => $"{method} {Plain(route.RoutePattern.RawText!)}")).ToList();
        Assert.Contains("POST /api/playground", routes);
        Assert.All(routes, route => Assert.Contains(route, described));
        Assert.Contains("/hubs/playground", document.GetProperty("info").Text("description"), StringComparison.Ordinal);
        var schemas = document.GetProperty("components").GetProperty("schemas");
        Assert.Equal(
            ["country", "demonstrations", "language", "model", "probe", "question", "samples", "seed", "strategy", "temperature"],
            schemas.GetProperty("PlaygroundRequest").GetProperty("properties").EnumerateObject().Select(field => field.Name).Order());
        Assert.Contains("\"draw\"", schemas.GetRawText(), StringComparison.Ordinal);        // the kinds of lines are told apart

        static string Plain(string pattern) => Regex.Replace(pattern, @":\w+\}", "}").TrimEnd('/');
    }

    [Fact]
    public async Task Pages_allow_scripts_of_the_portal_only_and_hold_none_inline()
    {
        using var response = await shared.Portal.Http.GetAsync("/");
        var page = await response.Content.ReadAsStringAsync();

        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-eval", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.All(Regex.Matches(page, @"<script\b[^>]*>([\s\S]*?)</script>"), script => Assert.Empty(script.Groups[1].Value));
        Assert.DoesNotMatch(@"<[^>]+\son\w+\s*=", page);
    }

    [Fact]
    public async Task A_page_of_another_site_cannot_speak_to_the_portal()
    {
        using var foreign = new HttpRequestMessage(HttpMethod.Post, "/api/playground") { Content = JsonContent.Create(PortalUnderTest.Religion()) };
        foreign.Headers.Add("Origin", "https://elsewhere.example");
        using var refused = await shared.Portal.Http.SendAsync(foreign);
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Origin", "https://elsewhere.example");
        using var own = new HttpRequestMessage(HttpMethod.Get, "/api/countries");
        own.Headers.Add("Origin", shared.Portal.Http.BaseAddress!.GetLeftPart(UriPartial.Authority));
        using var accepted = await shared.Portal.Http.SendAsync(own);

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(new Uri($"ws://{shared.Portal.Http.BaseAddress!.Authority}/hubs/playground"), CancellationToken.None));
        Assert.Equal(HttpStatusCode.OK, accepted.StatusCode);
    }

    [Fact]
    public async Task The_portal_answers_under_its_own_names_only()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/countries");
        request.Headers.Host = "rebound.example";

        using var response = await shared.Portal.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task The_portal_is_healthy_when_a_turn_can_be_served()
    {
        using var response = await shared.Portal.Http.GetAsync("/healthz");
        var health = await response.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(health.GetProperty("healthy").GetBoolean());
        Assert.All(["store", "survey", "probes", "model"], part => Assert.True(health.GetProperty(part).GetProperty("ok").GetBoolean(), part));
    }

    [Fact]
    public async Task The_browser_side_of_Blazor_is_served()
    {
        using var response = await shared.Portal.Http.GetAsync("/lib/blazor.web.js");

        Assert.Equal("text/javascript", response.Content.Headers.ContentType?.MediaType);
        Assert.True((await response.Content.ReadAsByteArrayAsync()).Length > 100_000);
    }
}
