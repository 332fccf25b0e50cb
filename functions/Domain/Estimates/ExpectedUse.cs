namespace FlexFunctions.Domain;

/// <summary>Expected use of a product: a number of people, each on a number of days a year (R22). A day is one window.</summary>
/// <param name="Product">The product.</param>
/// <param name="People">The number of people; at least 1.</param>
/// <param name="DaysPerYear">The days on which each of them uses the product; 1 to 366.</param>
/// <param name="Rate">The daily rate in effect.</param>
/// <param name="SeatPerYear">The price of a seat for a year; null if the product has none.</param>
public sealed record ExpectedUse(ProductId Product, int People, int DaysPerYear, Tokens Rate, decimal? SeatPerYear)
{
    /// <summary>The tokens of one person's year.</summary>
    public Tokens TokensPerPerson => new(checked(Rate.Thousandths * DaysPerYear));
}
