using System.Globalization;

namespace FlexFunctions.Domain;

/// <summary>An exact amount of money in one currency.</summary>
/// <param name="Amount">The amount in units of the currency (pounds, not pence).</param>
/// <param name="Currency">ISO 4217 code, such as <c>GBP</c>.</param>
public readonly record struct Money(decimal Amount, string Currency)
{
    /// <summary>Returns the exact price of a number of pieces (R11).</summary>
    public Money Times(long pieces) => this with { Amount = checked(Amount * pieces) };

    /// <summary>Formats the amount for people: <c>14697.06 GBP</c>.</summary>
    public override string ToString() => Amount.ToString("0.00##", CultureInfo.InvariantCulture) + " " + Currency;
}
