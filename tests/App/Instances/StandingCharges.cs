using System.Globalization;
using System.Text.Json;

namespace FlexFunctions.App.Tests;

/// <summary>The charges that stand by a journal: posted, and not reversed since.</summary>
internal static class StandingCharges
{
    /// <summary>One line each, in ordinal order: user, product, start of the window, rate.</summary>
    public static IReadOnlyList<string> Of(IEnumerable<JsonElement> journal)
    {
        var standing = new List<string>();
        foreach (var line in journal)
        {
            switch (line.GetProperty("kind").GetString())
            {
                case "charged":
                    standing.Add(Of(line));
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

    /// <summary>The line of a charge.</summary>
    public static string Line(string user, string product, DateTimeOffset start, decimal rate) =>
        string.Create(CultureInfo.InvariantCulture, $"{user} {product} {start:O} {rate:0.###}");

    private static string Of(JsonElement line) =>
        Line(
            line.GetProperty("user").GetString()!,
            line.GetProperty("product").GetString()!,
            line.GetProperty("windowStart").GetDateTimeOffset(),
            line.GetProperty("rate").GetDecimal()
        );
}
