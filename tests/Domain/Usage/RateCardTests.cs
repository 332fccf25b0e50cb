using static FlexFunctions.Domain.Tests.Building.When;

namespace FlexFunctions.Domain.Tests.Usage;

/// <summary>A rate card sorts its rates.</summary>
public sealed class RateCardTests
{
    [Fact]
    public void Daily_rates_are_ordered_by_their_effective_date()
    {
        var card = new RateCard([Daily("maya", 8, "10:00"), Daily("maya", 6, "08:00"), Daily("maya", 7, "09:00")]);
        var maya = ProductId.Of("maya");
        Assert.Null(card.At(maya, Monday("08:00") - Tick));
        Assert.Equal(Tokens.Whole(6), card.At(maya, Monday("08:00")));
        Assert.Equal(Tokens.Whole(7), card.At(maya, Monday("09:00")));
        Assert.Equal(Tokens.Whole(8), card.At(maya, Monday("10:00")));
    }

    [Fact]
    public void Result_rates_are_ordered_by_their_effective_date()
    {
        var (first, second) = (Result("maya", "render", "08:00"), Result("maya", "render", "09:00"));
        var card = new RateCard([], [second, first]);
        Assert.Null(card.At(first.Product, first.Result, Monday("08:00") - Tick));
        Assert.Same(first, card.At(first.Product, first.Result, Monday("09:00") - Tick));
        Assert.Same(second, card.At(first.Product, first.Result, Monday("09:00")));
    }

    [Fact]
    public void Daily_rates_are_listed_by_product_and_date()
    {
        var (a1, a2, b, c) = (
            Daily("autocad", 7, "08:00"),
            Daily("autocad", 8, "09:00"),
            Daily("maya", 6, "07:00"),
            Daily("revit", 10, "06:00")
        );
        Assert.Equal([a1, a2, b, c], new RateCard([b, a2, c, a1]).Daily);
        Assert.Equal([a1, a2, b, c], new RateCard([c, a1, b, a2]).Daily);
    }

    [Fact]
    public void Result_rates_are_listed_by_product_result_and_date()
    {
        var (a1, a2, b, c) = (
            Result("autocad", "render", "08:00"),
            Result("autocad", "render", "09:00"),
            Result("autocad", "simulation", "07:00"),
            Result("maya", "generate", "06:00")
        );
        Assert.Equal([a1, a2, b, c], new RateCard([], [b, a2, c, a1]).Results);
        Assert.Equal([a1, a2, b, c], new RateCard([], [c, a1, b, a2]).Results);
    }

    private static DailyRate Daily(string product, long tokens, string clock) =>
        new(ProductId.Of(product), Tokens.Whole(tokens), Monday(clock));

    private static ResultRate Result(string product, string result, string clock) =>
        new(ProductId.Of(product), ResultId.Of(result), 1, 1, "unit", Monday(clock));
}
