using Portal.Web;
using Portal.Web.Components;

var root = PortalRoot.Find();
var builder = WebApplication.CreateBuilder(new WebApplicationOptions
{
    Args = args,
    ApplicationName = typeof(PortalRoot).Assembly.GetName().Name,
    ContentRootPath = root,
    WebRootPath = "wwwroot",
});
builder.Services.AddRazorComponents().AddInteractiveServerComponents();
builder.Services.AddOpenApi();

var app = builder.Build();
app.UseStaticFiles();
app.UseAntiforgery();
app.MapOpenApi();
app.MapGet("/healthz", () => Results.Ok());
app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
await app.RunAsync();
