using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace FlexFunctions.Simulation.Audit;

/// <summary>A block of a journal, parsed by the auditor's own code.</summary>
internal sealed record Block(
    string Team,
    long Number,
    long First,
    DateTimeOffset At,
    string Previous,
    string Hash,
    IReadOnlyList<JsonElement> Postings
)
{
    public static Block Read(string text)
    {
        using var document = JsonDocument.Parse(text);
        var json = document.RootElement.Clone();
        return new Block(
            Lines.Text(json, "team"),
            json.GetProperty("block").GetInt64(),
            json.GetProperty("first").GetInt64(),
            Lines.Time(json, "at"),
            Lines.Text(json, "previous"),
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))),
            [.. json.GetProperty("postings").EnumerateArray()]
        );
    }

    /// <summary>The lines in sorted order.</summary>
    public List<string> Sorted => [.. Postings.Select(Lines.Of).Order(StringComparer.Ordinal)];

    /// <summary>Tokens drawn minus tokens given back (R17).</summary>
    public long Spent =>
        Postings.Sum(line =>
            Lines.Text(line, "kind") switch
            {
                "charged" => Sum(line, "drawn"),
                "result" when !line.TryGetProperty("unit", out _) => Sum(line, "drawn"),
                "reversed" => -Sum(line, "givenBack"),
                _ => 0,
            }
        );

    /// <summary>Returns true if a line has one of these kinds.</summary>
    public bool Has(params string[] kinds) => Postings.Any(line => Array.IndexOf(kinds, Lines.Text(line, "kind")) >= 0);

    /// <summary>Returns the change of the balance by the block, in tokens or in credits (R18).</summary>
    public long Net(bool credit) => Postings.Where(line => line.TryGetProperty("unit", out _) == credit).Sum(Net);

    private static long Net(JsonElement line) =>
        Lines.Text(line, "kind") switch
        {
            "bought" or "granted" => line.GetProperty("bought").GetInt64(),
            "movedIn" => line.GetProperty("thousandths").GetInt64(),
            "reversed" => Sum(line, "givenBack"),
            "charged" or "result" => -Sum(line, "drawn"),
            "declined" => 0,
            _ => -line.GetProperty("thousandths").GetInt64(),
        };

    private static long Sum(JsonElement line, string name) =>
        line.GetProperty(name).EnumerateArray().Sum(paid => paid.GetProperty("thousandths").GetInt64());
}
