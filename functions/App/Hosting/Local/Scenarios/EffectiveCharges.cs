using System.Globalization;
using System.Text.Json;

namespace FlexFunctions.App.Hosting.Local;

/// <summary>The effective charges of a journal, as comparable lines.</summary>
internal static class EffectiveCharges
{
    /// <summary>Returns an expected charge: <c>[user, product, start, tokens]</c>.</summary>
    public static string Expected(JsonElement charge) =>
        Charge(charge[0].GetString(), charge[1].GetString(), charge[2].GetDateTimeOffset(), charge[3].GetDecimal());

    private static string Charge(string? user, string? product, DateTimeOffset start, decimal tokens) =>
        string.Create(CultureInfo.InvariantCulture, $"{user} {product} {start.UtcDateTime:s} {tokens:0.###}");

    /// <summary>Returns the effective charges: the posted charges without those reversed later.</summary>
    public static IReadOnlyList<string> Of(IEnumerable<JsonElement> postings)
    {
        var standing = new List<string>();
        foreach (
            var posting in postings.Where(posting =>
                posting.GetProperty("kind").GetString() is "charged" or "reversed" or "result"
            )
        )
        {
            if (posting.GetProperty("kind").GetString() == "result")
            {
                standing.Add(Result(posting));
                continue;
            }

            var charge = Charge(
                posting.GetProperty("user").GetString(),
                posting.GetProperty("product").GetString(),
                posting.GetProperty("windowStart").GetDateTimeOffset(),
                posting.GetProperty("rate").GetDecimal()
            );
            if (posting.GetProperty("kind").GetString() == "charged")
            {
                standing.Add(charge);
            }
            else
            {
                standing.Remove(charge);
            }
        }

        return standing;
    }

    private static string Result(JsonElement posting) =>
        Charge(
            posting.GetProperty("user").GetString(),
            posting.GetProperty("product").GetString(),
            posting.GetProperty("eventTime").GetDateTimeOffset(),
            posting.GetProperty("cost").GetDecimal()
        );
}
