using Portal.Web.Hosting;
using Portal.Web.Playground;

namespace Portal.Web.Components.Asking;

/// <summary>What pages say about a model.</summary>
internal static class ModelOffers
{
    /// <summary>The id of the bundled model at the local host.</summary>
    private const string Demo = "demo";

    /// <summary>Whether this is the bundled model, which is too small for any conclusion about language models.</summary>
    public static bool IsDemo(this ModelOffer offer) => IsDemo(offer.Endpoint, offer.Model);

    /// <inheritdoc cref="IsDemo(ModelOffer)"/>
    public static bool IsDemo(string endpoint, string model) => endpoint == LocalModelHost.EndpointName && model == Demo;
}
