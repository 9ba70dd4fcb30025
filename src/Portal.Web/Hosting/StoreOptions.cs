namespace Portal.Web.Hosting;

/// <summary>The store, configuration section <c>Store</c>.</summary>
public sealed record StoreOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Store";

    /// <summary>The one file with every turn; relative to the portal's root folder.</summary>
    public string Path { get; init; } = ".portal/portal.db";
}
