namespace FlexFunctions.Domain.Tests.Values;

/// <summary>Exact amounts of money and their text.</summary>
public sealed class MoneyTests
{
    [Theory]
    [InlineData(1_469_706, "14697.06 GBP")]
    [InlineData(700, "7.00 GBP")]
    [InlineData(50, "0.50 GBP")]
    [InlineData(0, "0.00 GBP")]
    public void Money_is_written_with_two_decimals(int pence, string text) =>
        Assert.Equal(text, new Money(pence / 100m, "GBP").ToString());

    [Fact]
    public void Finer_prices_are_written_in_full() => Assert.Equal("0.0125 USD", new Money(0.0125m, "USD").ToString());

    [Fact]
    public void Amounts_that_overflow_throw() =>
        Assert.Throws<OverflowException>(() => new Money(decimal.MaxValue, "GBP").Times(2));
}
