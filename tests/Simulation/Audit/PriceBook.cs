using System.Text.Json;

namespace FlexFunctions.Simulation.Audit;

/// <summary>Rates and prices, parsed from the catalog file by the auditor's own code. Tokens are in thousandths.</summary>
internal sealed class PriceBook
{
    private readonly List<(string Product, DateTimeOffset From, long Rate)> _daily = [];
    private readonly List<(
        string Product,
        string Result,
        DateTimeOffset From,
        decimal Tokens,
        decimal Credits
    )> _results = [];
    private readonly List<(decimal From, decimal Price)> _tiers = [];

    /// <summary>Reads a catalog with one price list.</summary>
    public static PriceBook Read(string path)
    {
        var book = new PriceBook();
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        foreach (var rate in document.RootElement.GetProperty("dailyRates").EnumerateArray())
        {
            book._daily.Add(
                (Text(rate, "product"), From(rate), (long)(rate.GetProperty("tokens").GetDecimal() * 1000))
            );
        }

        foreach (var rate in document.RootElement.GetProperty("resultRates").EnumerateArray())
        {
            var (tokens, credits) = (rate.GetProperty("tokens"), rate.GetProperty("cloudCredits"));
            book._results.Add(
                (Text(rate, "product"), Text(rate, "result"), From(rate), tokens.GetDecimal(), credits.GetDecimal())
            );
        }

        foreach (var tier in document.RootElement.GetProperty("priceLists")[0].GetProperty("tiers").EnumerateArray())
        {
            book._tiers.Add((tier.GetProperty("from").GetDecimal(), tier.GetProperty("unitPrice").GetDecimal()));
        }

        return book;
    }

    /// <summary>Returns the daily rate at an instant; null if there is none (R6).</summary>
    public long? Daily(string product, DateTimeOffset at) =>
        _daily
            .Where(rate => rate.Product == product && rate.From <= at)
            .OrderBy(rate => rate.From)
            .Select(rate => (long?)rate.Rate)
            .LastOrDefault();

    /// <summary>Returns the cost of a result in tokens and in credits; null if it has no rate (R7).</summary>
    public (long Tokens, long Credits)? Result(string product, string result, decimal quantity, DateTimeOffset at)
    {
        var rates = _results
            .Where(rate => rate.Product == product && rate.Result == result && rate.From <= at)
            .ToList();
        if (rates.Count == 0)
        {
            return null;
        }

        var (_, _, _, tokens, credits) = rates.MaxBy(rate => rate.From);
        return (Rounded(tokens * quantity), Rounded(credits * quantity));
    }

    /// <summary>Returns the unit price of an order of a number of tokens (R11).</summary>
    public decimal UnitPrice(decimal tokens)
    {
        var price = _tiers[0].Price;
        foreach (var (from, at) in _tiers)
        {
            price = tokens >= from ? at : price;
        }

        return price;
    }

    private static long Rounded(decimal tokens) =>
        Math.Max(1, (long)decimal.Round(tokens * 1000, 0, MidpointRounding.AwayFromZero));

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;

    private static DateTimeOffset From(JsonElement json) => json.GetProperty("effectiveFrom").GetDateTimeOffset();
}
