using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using FlexFunctions.Domain;

namespace FlexFunctions.App;

/// <summary>Reads <c>catalog.json</c> strictly, at startup: a typing error in a price must not go unnoticed.</summary>
public static class CatalogFile
{
    /// <summary>Loads a catalog from a file.</summary>
    /// <exception cref="CatalogException">The file cannot be read, or an entry is invalid.</exception>
    public static Catalog Load(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path));
        }
        catch (IOException e)
        {
            throw new CatalogException($"{path} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Parses a catalog.</summary>
    /// <exception cref="CatalogException">The text is not a catalog, or an entry is invalid.</exception>
    public static Catalog Parse(string json)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
        }
        catch (JsonException e)
        {
            throw new CatalogException($"catalog.json is not valid JSON: {e.Message}", e);
        }

        using (document)
        {
            var root = new CatalogEntry("catalog.json", document.RootElement);
            root.RequireFields("priceLists", "dailyRates", "resultRates?", "seatPrices?", "note?");
            var rates = root.Entries("dailyRates").Select(Rate).ToList();
            RequireOneRateAtATime(rates);
            var results = root.Json.TryGetProperty("resultRates", out _)
                ? root.Entries("resultRates").Select(ResultRate).ToList()
                : [];
            RequireOneResultRateAtATime(results);
            var seats = root.Json.TryGetProperty("seatPrices", out _)
                ? root.Entries("seatPrices").Select(Seat).ToList()
                : [];
            return new Catalog([.. root.Entries("priceLists").Select(List)], new RateCard(rates, results), [.. seats]);
        }
    }

    private static PriceList List(CatalogEntry entry)
    {
        entry.RequireFields("currency", "countries", "effectiveFrom", "tiers");
        var tiers = entry.Entries("tiers").Select(Tier).ToImmutableArray();
        if (tiers.IsEmpty || tiers[0].From != 1)
        {
            throw entry.Error("the first tier must be from 1");
        }

        for (var i = 1; i < tiers.Length; i++)
        {
            if (tiers[i].From <= tiers[i - 1].From)
            {
                throw entry.Error($"tiers[{i}] must be from more than {tiers[i - 1].From}");
            }
        }

        return new PriceList(
            entry.Code("currency", 3),
            [.. entry.Texts("countries").Select(country => entry.Code(country, "countries", 2))],
            entry.Instant("effectiveFrom"),
            tiers
        );
    }

    private static PriceTier Tier(CatalogEntry entry)
    {
        entry.RequireFields("from", "unitPrice");
        var (from, price) = (entry.Number("from"), entry.Number("unitPrice"));
        if (from < 1 || from != decimal.Truncate(from) || from > Order.MaxTokens)
        {
            throw entry.Error($"'from' must be a whole number from 1 to {Order.MaxTokens}");
        }

        return price > 0 ? new PriceTier((long)from, price) : throw entry.Error("'unitPrice' must be above 0");
    }

    private static DailyRate Rate(CatalogEntry entry)
    {
        entry.RequireFields("product", "tokens", "effectiveFrom");
        var tokens = entry.Number("tokens");
        if (tokens <= 0 || tokens > 1_000_000 || tokens * 1_000 != decimal.Truncate(tokens * 1_000))
        {
            throw entry.Error("'tokens' must be above 0, at most 1,000,000, and no finer than a thousandth");
        }

        return new DailyRate(ProductId.Of(entry.Id("product")), Tokens.Of(tokens), entry.Instant("effectiveFrom"));
    }

    private static ResultRate ResultRate(CatalogEntry entry)
    {
        entry.RequireFields("product", "result", "tokens", "cloudCredits", "unit", "effectiveFrom");
        return new ResultRate(
            ProductId.Of(entry.Id("product")),
            ResultId.Of(entry.Id("result")),
            PerUnit(entry, "tokens"),
            PerUnit(entry, "cloudCredits"),
            entry.Id("unit"),
            entry.Instant("effectiveFrom")
        );
    }

    private static SeatPrice Seat(CatalogEntry entry)
    {
        entry.RequireFields("product", "perYear", "currency", "countries", "effectiveFrom");
        return entry.Number("perYear") is var price and > 0 and <= 1_000_000
            ? new SeatPrice(
                ProductId.Of(entry.Id("product")),
                new Money(price, entry.Code("currency", 3)),
                [.. entry.Texts("countries").Select(country => entry.Code(country, "countries", 2))],
                entry.Instant("effectiveFrom")
            )
            : throw entry.Error("'perYear' must be above 0, at most 1,000,000");
    }

    private static decimal PerUnit(CatalogEntry entry, string name) =>
        entry.Number(name) is var number and > 0 and <= 1_000_000
            ? number
            : throw entry.Error($"'{name}' must be above 0, at most 1,000,000");

    private static void RequireOneResultRateAtATime(List<ResultRate> rates)
    {
        var twice = rates
            .GroupBy(rate => (rate.Product, rate.Result, rate.EffectiveFrom))
            .FirstOrDefault(group => group.Count() > 1);
        if (twice is not null)
        {
            throw new CatalogException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"catalog.json: resultRates: '{twice.Key.Product}' '{twice.Key.Result}' has two rates from {twice.Key.EffectiveFrom:O}"
                )
            );
        }
    }

    private static void RequireOneRateAtATime(List<DailyRate> rates)
    {
        for (var i = 0; i < rates.Count; i++)
        {
            var (product, from) = (rates[i].Product, rates[i].EffectiveFrom);
            if (rates.Take(i).Any(rate => rate.Product == product && rate.EffectiveFrom == from))
            {
                throw new CatalogException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"catalog.json: dailyRates[{i}]: '{product}' has a rate from {from:O} already"
                    )
                );
            }
        }
    }
}
