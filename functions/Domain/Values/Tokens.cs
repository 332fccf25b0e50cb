using System.Globalization;

namespace FlexFunctions.Domain;

/// <summary>
/// An amount of tokens, exact to a thousandth. Arithmetic is checked: what does not fit is an
/// <see cref="OverflowException"/>, never a wrapped amount.
/// </summary>
/// <param name="Thousandths">The amount in thousandths of a token; may be negative in differences.</param>
public readonly record struct Tokens(long Thousandths) : IComparable<Tokens>
{
    private const long PerToken = 1_000;

    /// <summary>No tokens.</summary>
    public static readonly Tokens Zero;

    /// <summary>Whole tokens.</summary>
    public static Tokens Whole(long tokens) => new(checked(tokens * PerToken));

    /// <summary>The amount that a decimal number of tokens says.</summary>
    /// <exception cref="ArgumentException">It has more than three decimals.</exception>
    /// <exception cref="OverflowException">It does not fit.</exception>
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

    /// <summary>True above nothing.</summary>
    public bool IsPositive => Thousandths > 0;

    /// <summary>Sums amounts.</summary>
    public static Tokens Sum(IEnumerable<Tokens> amounts) => amounts.Aggregate(Zero, (sum, next) => sum + next);

    /// <summary>The smaller of two amounts.</summary>
    public static Tokens Min(Tokens left, Tokens right) => left <= right ? left : right;

    /// <inheritdoc/>
    public int CompareTo(Tokens other) => Thousandths.CompareTo(other.Thousandths);

    /// <summary>The amount as people write it: <c>7</c>, <c>1.25</c>.</summary>
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
