using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Portal.Runs;

/// <summary>How values that SQLite does not know are written as text.</summary>
public static class Columns
{
    /// <summary>camelCase names; enumerations as in the HTTP interface (<c>zero-shot</c>, <c>chrf-category</c>).</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
    };

    /// <summary>The text of an enumeration's value: <c>zero-shot</c>.</summary>
    public static string Name<T>(T value) where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    internal static PropertyBuilder<T> AsName<T>(this PropertyBuilder<T> property) where T : struct, Enum
    {
        var values = Enum.GetValues<T>().ToDictionary(Name);
        return property.HasConversion(new ValueConverter<T, string>(value => Name(value), name => values[name]));
    }

    internal static PropertyBuilder<T> AsJson<T>(this PropertyBuilder<T> property)
    {
        property.HasConversion(
            new ValueConverter<T, string>(value => JsonSerializer.Serialize(value, Json), text => JsonSerializer.Deserialize<T>(text, Json)!),
            new ValueComparer<T>((a, b) => Equals(a, b), value => value!.GetHashCode()));     // written once, never edited in place
        return property;
    }

    internal static PropertyBuilder<T> AsUtc<T>(this PropertyBuilder<T> property) => property.HasConversion(
        new ValueConverter<DateTime, DateTime>(value => value.ToUniversalTime(), value => DateTime.SpecifyKind(value, DateTimeKind.Utc)));
}
