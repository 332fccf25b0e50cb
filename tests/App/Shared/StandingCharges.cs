using System.Globalization;
using System.Text.Json;

namespace FlexFunctions.App.Tests;

/// <summary>The charges of a journal that have not been reversed.</summary>
internal static class StandingCharges
{
    /// <summary>Returns user, product, window and rate of each charge, sorted. Checks that charges and reversals alternate.</summary>
    public static IReadOnlyList<string> Of(IEnumerable<JsonElement> journal)
    {
        var standing = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in journal)
        {
            switch (line.GetProperty("kind").GetString())
            {
                case "charged":
                    Assert.True(standing.Add(Of(line)), $"{Of(line)} is charged twice");
                    break;
                case "reversed":
                    Assert.True(standing.Remove(Of(line)), $"{Of(line)} is reversed, but was not charged");
                    break;
                default:
                    break;
            }
        }

        return [.. standing.Order(StringComparer.Ordinal)];
    }

    /// <summary>Returns the text of a charge.</summary>
    public static string Line(string user, string product, DateTimeOffset start, decimal rate) =>
        string.Create(CultureInfo.InvariantCulture, $"{user} {product} {start.UtcDateTime:s} {rate:0.###}");

    private static string Of(JsonElement line) =>
        Line(
            line.GetProperty("user").GetString()!,
            line.GetProperty("product").GetString()!,
            line.GetProperty("windowStart").GetDateTimeOffset(),
            line.GetProperty("rate").GetDecimal()
        );
}
