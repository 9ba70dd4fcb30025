using System.Data.Common;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Portal.Runs;

namespace Portal.Web.Tests;

public sealed class StoreFailureTests
{
    [Fact]
    public async Task A_full_disk_fails_the_turn_with_the_files_name_and_keeps_the_earlier_draws()
    {
        var disk = new Disk();
        await using var portal = await PortalUnderTest.StartAsync(adjust: services =>
        {
            var options = services.Single(service => service.ServiceType == typeof(DbContextOptions<PortalDb>));
            services.Replace(ServiceDescriptor.Describe(
                options.ServiceType,
                provider => new DbContextOptionsBuilder<PortalDb>((DbContextOptions<PortalDb>)options.ImplementationFactory!(provider)).AddInterceptors(disk).Options,
                options.Lifetime));
        });
        var long100 = new string('x', 100_000);
        portal.Model.Answer = StubHost.StubAnswers.Always(long100);
        disk.Pages = 120;        // of 4 kB

        var lines = await portal.AskAsync();

        var summary = lines[^1];
        Assert.InRange(lines.Draws().Count, 1, 19);
        Assert.Equal(("failed", "store"), (summary.Text("state"), summary.GetProperty("failure").Text("code")));
        Assert.Contains(portal.StorePath, summary.GetProperty("failure").Text("message"), StringComparison.Ordinal);
        Assert.Contains("the disk is full", summary.GetProperty("failure").Text("message"), StringComparison.Ordinal);
        var stored = await portal.StoredAsync(lines[0].Text("id"));
        Assert.Equal(lines.Draws().Count, stored.GetProperty("draws").GetArrayLength());

        disk.Pages = 1;          // no page more than there are
        using var refused = await portal.PostAsync(PortalUnderTest.Religion(("demonstrations", 60)));       // the store has no room for the turn itself
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Contains("the disk is full", (await refused.Content.ReadFromJsonAsync<JsonElement>()).Text("detail"), StringComparison.Ordinal);
        using var ill = await portal.Http.GetAsync("/healthz");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ill.StatusCode);
        Assert.Contains("the disk is full", (await ill.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("store").Text("detail"), StringComparison.Ordinal);
        disk.Pages = 100_000;
        Assert.Equal(HttpStatusCode.OK, (await portal.Http.GetAsync("/healthz")).StatusCode);
        Assert.Equal("complete", (await portal.AskAsync())[^1].Text("state"));
        Assert.Equal("failed", (await portal.StoredAsync(lines[0].Text("id"))).GetProperty("summary").Text("state"));
    }

    /// <summary>SQLite's own quota on the size of the file stands for a small disk.</summary>
    private sealed class Disk : DbConnectionInterceptor
    {
        public int Pages { get; set; } = 100_000;

        public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            using var command = ((SqliteConnection)connection).CreateCommand();
            command.CommandText = $"PRAGMA max_page_count = {Pages}";
            command.ExecuteNonQuery();
            return Task.CompletedTask;
        }
    }
}
