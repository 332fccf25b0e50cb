using FlexFunctions.App.Hosting.Local;
using FlexFunctions.Domain;

namespace FlexFunctions.App.Tests;

public sealed class CatalogFileTests
{
    private const string List =
        """{ "currency": "GBP", "countries": ["GB"], "effectiveFrom": "2023-05-17T00:00:00Z", "tiers": [{ "from": 1, "unitPrice": 2.94 }, { "from": 5000, "unitPrice": 2.87 }] }""";

    private const string Rate = """{ "product": "autocad", "tokens": 7, "effectiveFrom": "2021-09-24T00:00:00Z" }""";

    [Fact]
    public void The_shipped_catalog_is_valid()
    {
        var catalog = LocalFiles.Catalog();

        Assert.Equal(
            Tokens.Whole(7),
            catalog.Rates.At(ProductId.Of("autocad"), new DateTimeOffset(2026, 11, 2, 0, 0, 0, TimeSpan.Zero))
        );
        Assert.Equal(8, catalog.PriceLists.Single().Tiers.Length);
    }

    [Theory]
    [InlineData("\"autocad\"", "7", "dailyRates[0]: 'product' must be")]
    [InlineData("\"tokens\": 7", "\"tokens\": 0", "dailyRates[0]: 'tokens' must be above 0")]
    [InlineData("\"tokens\": 7", "\"tokens\": 7.0001", "dailyRates[0]: 'tokens' must be above 0")]
    [InlineData("\"tokens\": 7", "\"tokens\": \"7\"", "dailyRates[0]: 'tokens' must be a number")]
    [InlineData("\"tokens\": 7", "\"token\": 7", "dailyRates[0]: 'tokens' is missing")]
    [InlineData("\"tokens\": 7", "\"tokens\": 7, \"tax\": 1", "dailyRates[0]: 'tax' is unknown")]
    [InlineData("2021-09-24T00:00:00Z", "2021-09-24", "dailyRates[0]: 'effectiveFrom' must be an instant")]
    [InlineData("\"GBP\"", "\"£\"", "priceLists[0]: 'currency' must be a code of 3 capital letters")]
    [InlineData("[\"GB\"]", "[\"Britain\"]", "priceLists[0]: 'countries' must be a code of 2 capital letters")]
    [InlineData("[\"GB\"]", "[]", "priceLists[0]: 'countries' must be a list of at least one text")]
    [InlineData("\"from\": 1,", "\"from\": 2,", "priceLists[0]: the first tier must be from 1")]
    [InlineData("\"from\": 5000", "\"from\": 1", "priceLists[0]: tiers[1] must be from more than 1")]
    [InlineData("2.87", "0", "priceLists[0]: tiers[1]: 'unitPrice' must be above 0")]
    [InlineData("\"dailyRates\"", "\"rates\"", "'dailyRates' is missing")]
    public void An_invalid_entry_is_named_in_the_error(string right, string wrong, string error)
    {
        var json = $$"""{ "priceLists": [{{List}}], "dailyRates": [{{Rate}}] }""";
        Assert.NotNull(CatalogFile.Parse(json));

        var message = Assert
            .Throws<CatalogException>(() => CatalogFile.Parse(json.Replace(right, wrong, StringComparison.Ordinal)))
            .Message;

        Assert.StartsWith("catalog.json: ", message, StringComparison.Ordinal);
        Assert.Contains(error, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_rates_of_a_product_from_the_same_instant_are_refused()
    {
        var json = $$"""{ "priceLists": [{{List}}], "dailyRates": [{{Rate}}, {{Rate}}] }""";

        Assert.StartsWith(
            "catalog.json: dailyRates[1]: 'autocad' has a rate from 2021-09-24",
            Assert.Throws<CatalogException>(() => CatalogFile.Parse(json)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_catalog_that_is_not_JSON_is_refused() =>
        Assert.Throws<CatalogException>(() => CatalogFile.Parse("{ \"priceLists\": ["));
}
