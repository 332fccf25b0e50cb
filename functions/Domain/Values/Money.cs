using System.Globalization;

namespace FlexFunctions.Domain;

/// <summary>An exact amount of money in one currency.</summary>
/// <param name="Amount">In units of the currency (pounds, not pence), exact.</param>
/// <param name="Currency">ISO 4217 code, such as <c>GBP</c>.</param>
public readonly record struct Money(decimal Amount, string Currency)
{
    /// <summary>This price for a number of pieces (R11: exact, nothing is rounded).</summary>
    public Money Times(long pieces) => this with { Amount = checked(Amount * pieces) };

    /// <summary>The amount as people write it: <c>14697.06 GBP</c>.</summary>
    public override string ToString() => Amount.ToString("0.00##", CultureInfo.InvariantCulture) + " " + Currency;
}
