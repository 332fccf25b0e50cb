namespace FlexFunctions.Domain.Tests.Building;

/// <summary>A purchase request and the vendor's price list.</summary>
public static class Sample
{
    public static readonly PriceList[] Prices =
    [
        new(
            "GBP",
            ["GB"],
            When.At("2023-05-17 00:00"),
            [
                new(1, 2.94m),
                new(5_000, 2.87m),
                new(10_000, 2.79m),
                new(15_000, 2.72m),
                new(25_000, 2.65m),
                new(50_000, 2.57m),
                new(100_000, 2.50m),
                new(250_000, 2.35m),
            ]
        ),
    ];

    public static PurchaseRequest Request(long tokens, string country = "GB", TeamId? team = null) =>
        new(team ?? Team.Id, tokens, country, SalesChannel.Online, PaymentMethod.Card, null);
}
