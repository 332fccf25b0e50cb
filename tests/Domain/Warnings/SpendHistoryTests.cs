using FlexFunctions.Domain.Tests.Building;
using static FlexFunctions.Domain.Tests.Building.When;

namespace FlexFunctions.Domain.Tests.Warnings;

/// <summary>
/// The pace of the last 14 days, or since the first charge if that is shorter; at least one day (R17).
/// </summary>
public sealed class SpendHistoryTests
{
    private static readonly GrantKey s_grant = Grant.Of("o1", 100, Monday("00:00"));
    private static readonly UserId s_user = UserId.Of("priscilla");
    private static readonly ProductId s_product = ProductId.Of("autocad");
    private static readonly EventRef s_event = new("/s", "e");

    [Fact]
    public void Drawn_tokens_count_as_spent_and_refunds_are_subtracted()
    {
        Assert.Equal(Tokens.Whole(5), SpendHistory.SpentBy([Charged(carried: 2, drawn: 5)]));
        Assert.Equal(Tokens.Whole(-3), SpendHistory.SpentBy([Reversed(givenBack: 3, lapsed: 4)]));
        Assert.Equal(
            Tokens.Whole(1),
            SpendHistory.SpentBy([Charged(carried: 0, drawn: 7), Reversed(givenBack: 6, lapsed: 1)])
        );
    }

    [Fact]
    public void Only_results_paid_with_tokens_count_as_spent()
    {
        Assert.Equal(Tokens.Whole(4), SpendHistory.SpentBy([Result(GrantUnit.Tokens)]));
        Assert.Equal(Tokens.Zero, SpendHistory.SpentBy([Result(GrantUnit.CloudCredits)]));
    }

    [Fact]
    public void Purchases_moves_declines_and_expiries_do_not_count_as_spent() =>
        Assert.Equal(
            Tokens.Zero,
            SpendHistory.SpentBy([
                new Posting.Bought(s_grant, new Money(1, "GBP"), new Money(100, "GBP")),
                new Posting.MovedOut(s_grant, Tokens.Whole(5), TeamId.Of("build")),
                new Posting.Declined(s_user, s_product, Monday("08:00"), RejectionCode.InsufficientTokens, s_event),
                new Posting.Expired(s_grant, Tokens.Whole(9)),
            ])
        );

    [Theory]
    // The elapsed time counts as at least one day.
    [InlineData("2026-11-02 08:00", "2026-11-02 09:00", "14")]
    [InlineData("2026-11-02 08:00", "2026-11-03 08:00", "14")]
    [InlineData("2026-11-02 08:00", "2026-11-04 08:00", "7")]
    // The history covers 14 UTC days including today; at midnight, 13 of them have passed.
    [InlineData("2026-10-01 00:00", "2026-11-15 00:00", "1.0769230769230769230769230769")]
    [InlineData("2026-10-01 00:00", "2026-11-15 12:00", "1.037037037037037037037037037")]
    // From the 16th on, the 2nd is no longer included.
    [InlineData("2026-10-01 00:00", "2026-11-16 00:00", "0")]
    public void Pace_is_the_spending_divided_by_the_elapsed_time(string first, string now, string expected) =>
        Assert.Equal(Number(expected), Of((2, 14)).Pace(At(first), At(now)));

    [Fact]
    public void Team_without_charges_has_a_pace_of_zero() => Assert.Equal(0, Of((2, 14)).Pace(null, Monday("12:00")));

    [Fact]
    public void Refunds_above_spending_give_a_pace_of_zero() =>
        Assert.Equal(0, Of((2, 7), (3, -14)).Pace(Monday("08:00"), Tuesday("12:00")));

    [Fact]
    public void Pace_spans_two_months()
    {
        var october = SpendHistory.None.With(new DateOnly(2026, 10, 31), Tokens.Whole(10));
        var november = SpendHistory.None.With(new DateOnly(2026, 11, 1), Tokens.Whole(4));
        var both = october.And(november);
        Assert.Equal(7, both.Pace(At("2026-10-31 00:00"), At("2026-11-02 00:00")));
        Assert.Equal(
            november,
            both.Since(new DateOnly(2026, 11, 1)),
            (one, other) => one!.Days.SequenceEqual(other!.Days)
        );
    }

    [Fact]
    public void Spending_on_one_day_adds_up()
    {
        var day = new DateOnly(2026, 11, 2);
        Assert.Equal(
            Tokens.Whole(9),
            SpendHistory.None.With(day, Tokens.Whole(7)).With(day, Tokens.Whole(2)).Days[day]
        );
    }

    [Fact]
    public void Before_excludes_the_day_itself() =>
        Assert.Equal(
            [new DateOnly(2026, 11, 2)],
            Of((2, 7), (3, 5), (4, 1)).Before(new DateOnly(2026, 11, 3)).Days.Keys
        );

    [Fact]
    public void Histories_with_equal_spending_per_day_are_equal()
    {
        Assert.True(Of((2, 7), (3, 5)).Equals(Of((3, 5), (2, 7))));
        Assert.False(Of((2, 7)).Equals(Of((2, 8))));
        Assert.False(Of((2, 7)).Equals(Of((3, 7))));
        Assert.False(Of((2, 7)).Equals((SpendHistory?)null));
    }

    [Fact]
    public void Day_is_in_UTC() =>
        Assert.Equal(
            new DateOnly(2026, 11, 1),
            SpendHistory.DayOf(new DateTimeOffset(2026, 11, 2, 1, 0, 0, TimeSpan.FromHours(2)))
        );

    private static SpendHistory Of(params (int Day, long Tokens)[] days) =>
        days.Aggregate(
            SpendHistory.None,
            (history, day) => history.With(new DateOnly(2026, 11, day.Day), Tokens.Whole(day.Tokens))
        );

    private static Posting.Charged Charged(long carried, long drawn) =>
        new(
            s_user,
            s_product,
            new(new(Monday("08:00")), Tokens.Whole(carried + drawn), [Pays(carried)], [Pays(drawn)]),
            s_event
        );

    private static Posting.Reversed Reversed(long givenBack, long lapsed) =>
        new(
            s_user,
            s_product,
            new(new(Monday("08:00")), Tokens.Whole(givenBack + lapsed), [], [Pays(givenBack)], [Pays(lapsed)]),
            s_event
        );

    private static Posting.ResultCharged Result(GrantUnit unit) =>
        new(
            s_user,
            s_product,
            new(
                ResultId.Of("rendering"),
                8,
                unit,
                Tokens.Whole(4),
                [new Payment(s_grant with { Unit = unit }, Tokens.Whole(4))]
            ),
            Monday("08:00"),
            s_event
        );

    private static Payment Pays(long tokens) => new(s_grant, Tokens.Whole(tokens));

    private static decimal Number(string text) =>
        decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
