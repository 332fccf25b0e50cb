namespace FlexFunctions.Domain.Tests.Properties;

/// <summary>
/// The rates of generated stories, for the model and for the product. The rate of Maya rises during a story.
/// </summary>
public static class RateSchedule
{
    public static readonly DateTimeOffset Start = new(2026, 11, 2, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset s_rise = Start.AddDays(4).AddHours(8);

    public static long Of(string product, DateTimeOffset start) =>
        (product, start >= s_rise) switch
        {
            ("autocad", _) => 7,
            ("maya", false) => 6,
            ("maya", true) => 8,
            _ => throw new ArgumentOutOfRangeException(nameof(product)),
        };

    /// <summary>Returns the cost of one unit of a render in tokens and in cloud credits.</summary>
    public static (long Tokens, long Credits) OfRender(string product) => product == "maya" ? (5, 4) : (3, 2);

    public static readonly RateCard Card = new(
        [
            new(ProductId.Of("autocad"), Tokens.Whole(7), Start.AddYears(-9)),
            new(ProductId.Of("maya"), Tokens.Whole(6), Start.AddYears(-9)),
            new(ProductId.Of("maya"), Tokens.Whole(8), s_rise),
        ],
        [
            new(ProductId.Of("autocad"), ResultId.Of("render"), 3, 2, "unit", Start.AddYears(-9)),
            new(ProductId.Of("maya"), ResultId.Of("render"), 5, 4, "unit", Start.AddYears(-9)),
        ]
    );
}
