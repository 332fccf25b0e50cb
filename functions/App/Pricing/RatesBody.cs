namespace FlexFunctions.App;

/// <summary>All rates (R6, R7).</summary>
/// <param name="Daily">Tokens per product for 24 hours.</param>
/// <param name="Results">Tokens, or cloud credits, per unit of a result.</param>
public sealed record RatesBody(IReadOnlyList<RatesBody.DailyBody> Daily, IReadOnlyList<RatesBody.ResultBody> Results)
{
    /// <summary>A daily rate.</summary>
    public sealed record DailyBody(string Product, decimal Tokens, DateTimeOffset EffectiveFrom);

    /// <summary>The rate of a kind of result.</summary>
    public sealed record ResultBody(
        string Product,
        string Result,
        decimal Tokens,
        decimal CloudCredits,
        string Unit,
        DateTimeOffset EffectiveFrom
    );

    /// <summary>Returns the rates of the catalog.</summary>
    public static RatesBody Of(Catalog catalog) =>
        new(
            [
                .. catalog.Rates.Daily.Select(rate => new DailyBody(
                    rate.Product.Value,
                    rate.Tokens.Value,
                    rate.EffectiveFrom
                )),
            ],
            [
                .. catalog.Rates.Results.Select(rate => new ResultBody(
                    rate.Product.Value,
                    rate.Result.Value,
                    rate.Tokens,
                    rate.CloudCredits,
                    rate.Unit,
                    rate.EffectiveFrom
                )),
            ]
        );
}
