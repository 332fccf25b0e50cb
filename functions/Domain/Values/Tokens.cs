using System.Globalization;

namespace FlexFunctions.Domain;

/// <summary>
/// An amount of tokens, exact to a thousandth. Arithmetic is checked and throws an <see cref="OverflowException"/>.
/// </summary>
/// <param name="Thousandths">The amount in thousandths of a token; may be negative in differences.</param>
public readonly record struct Tokens(long Thousandths) : IComparable<Tokens>
{
    private const long PerToken = 1_000;

    /// <summary>No tokens.</summary>
    public static readonly Tokens Zero;

    /// <summary>Creates an amount of whole tokens.</summary>
    public static Tokens Whole(long tokens) => new(checked(tokens * PerToken));

    /// <summary>Creates an amount from a decimal number of tokens.</summary>
    /// <exception cref="ArgumentException">The number has more than three decimals.</exception>
    /// <exception cref="OverflowException">The number is too large.</exception>
    public static Tokens Of(decimal tokens)
    {
        var thousandths = tokens * PerToken;
        if (thousandths != decimal.Truncate(thousandths))
        {
            throw new ArgumentException($"{tokens} tokens is finer than a thousandth.", nameof(tokens));
        }

        return new Tokens(decimal.ToInt64(thousandths));
    }

    /// <summary>The amount as a number of tokens.</summary>
    public decimal Value => Thousandths / (decimal)PerToken;

    /// <summary>True if the amount is above zero.</summary>
    public bool IsPositive => Thousandths > 0;

    /// <summary>Returns the sum of amounts.</summary>
    public static Tokens Sum(IEnumerable<Tokens> amounts) => amounts.Aggregate(Zero, (sum, next) => sum + next);

    /// <summary>Returns the smaller of two amounts.</summary>
    public static Tokens Min(Tokens left, Tokens right) => left <= right ? left : right;

    /// <inheritdoc/>
    public int CompareTo(Tokens other) => Thousandths.CompareTo(other.Thousandths);

    /// <summary>Formats the amount for people: <c>7</c>, <c>1.25</c>.</summary>
    public override string ToString() => Value.ToString("0.###", CultureInfo.InvariantCulture);

#pragma warning disable CS1591 // operators mean what they say
    public static Tokens operator +(Tokens left, Tokens right) => new(checked(left.Thousandths + right.Thousandths));

    public static Tokens operator -(Tokens left, Tokens right) => new(checked(left.Thousandths - right.Thousandths));

    public static bool operator <(Tokens left, Tokens right) => left.Thousandths < right.Thousandths;

    public static bool operator >(Tokens left, Tokens right) => left.Thousandths > right.Thousandths;

    public static bool operator <=(Tokens left, Tokens right) => left.Thousandths <= right.Thousandths;

    public static bool operator >=(Tokens left, Tokens right) => left.Thousandths >= right.Thousandths;
#pragma warning restore CS1591
}
