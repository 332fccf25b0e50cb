namespace FlexFunctions.Domain.Tests.Values;

public sealed class TokensTests
{
    [Theory]
    [InlineData(7_000, "7")]
    [InlineData(1_250, "1.25")]
    [InlineData(1, "0.001")]
    [InlineData(0, "0")]
    [InlineData(-1_500, "-1.5")]
    public void Tokens_are_written_without_trailing_zeros(long thousandths, string text) =>
        Assert.Equal(text, new Tokens(thousandths).ToString());

    [Fact]
    public void Amount_finer_than_a_thousandth_throws()
    {
        Assert.Equal(new Tokens(1_250), Tokens.Of(1.25m));
        Assert.Equal(new Tokens(1), Tokens.Of(0.0010m));
        Assert.Throws<ArgumentException>(() => Tokens.Of(0.0001m));
    }

    [Fact]
    public void Amounts_that_overflow_throw()
    {
        var most = new Tokens(long.MaxValue);
        Assert.Throws<OverflowException>(() => most + new Tokens(1));
        Assert.Throws<OverflowException>(() => new Tokens(long.MinValue) - new Tokens(1));
        Assert.Throws<OverflowException>(() => Tokens.Whole(long.MaxValue / 999));
        Assert.Throws<OverflowException>(() => Tokens.Of(10_000_000_000_000_000m));
    }

    [Fact]
    public void Amounts_compare_and_sum()
    {
        Assert.True(Tokens.Whole(2) <= Tokens.Whole(2) && Tokens.Whole(1) <= Tokens.Whole(2));
        Assert.False(Tokens.Whole(3) <= Tokens.Whole(2));
        Assert.True(Tokens.Whole(1) < Tokens.Whole(2) && Tokens.Whole(2) >= Tokens.Whole(2));
        Assert.Equal(Tokens.Whole(1), Tokens.Min(Tokens.Whole(2), Tokens.Whole(1)));
        Assert.Equal(new Tokens(3_500), Tokens.Sum([Tokens.Whole(3), new Tokens(500)]));
        Assert.False(Tokens.Zero.IsPositive);
        Assert.True(new Tokens(1).IsPositive);
    }
}
