namespace FlexFunctions.Domain.Tests.Building;

/// <summary>
/// A sample rate card. AutoCAD costs 7 tokens, Revit 10, Maya 6 and, from 1 March 2027, 8. An AutoCAD render costs 0.5
/// tokens or 0.25 cloud credits, an AutoCAD simulation 0.0005 tokens or 0.0015 cloud credits.
/// </summary>
public static class Rates
{
    public static readonly DateTimeOffset MayaRises = When.At("2027-03-01 00:00");

    public static readonly RateCard Card = new(
        [
            Rate("autocad", 7, "2021-09-24 00:00"),
            Rate("revit", 10, "2021-09-24 00:00"),
            Rate("maya", 8, "2027-03-01 00:00"),
            Rate("maya", 6, "2021-09-24 00:00"),
            Rate("newcad", 3, "2026-11-03 12:00"),
        ],
        [
            Rate("autocad", "render", 0.5m, 0.25m, "2021-09-24 00:00"),
            Rate("autocad", "simulation", 0.0005m, 0.0015m, "2021-09-24 00:00"),
            Rate("revit", "render", 1, 1, "2026-11-03 12:00"),
            Rate("revit", "render", 2, 1, "2026-11-04 12:00"),
        ]
    );

    private static DailyRate Rate(string product, long tokens, string from) =>
        new(ProductId.Of(product), Tokens.Whole(tokens), When.At(from));

    private static ResultRate Rate(string product, string result, decimal tokens, decimal credits, string from) =>
        new(ProductId.Of(product), ResultId.Of(result), tokens, credits, "unit", When.At(from));
}
