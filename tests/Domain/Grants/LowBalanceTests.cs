namespace FlexFunctions.Domain.Tests.Grants;

/// <summary>The exact low-balance threshold (R17).</summary>
public sealed class LowBalanceTests
{
    [Theory]
    [InlineData(100_000, 20, "20")]
    [InlineData(1, 20, "0.0002")]
    [InlineData(0, 20, "0")]
    [InlineData(99_999, 50, "49.9995")]
    public void Percentage_threshold_is_not_rounded(long thousandths, int percent, string expected) =>
        Assert.Equal(
            decimal.Parse(expected, System.Globalization.CultureInfo.InvariantCulture),
            new LowBalance(percent, null).Threshold(new Tokens(thousandths))
        );
}
