using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>The part of a charge that one grant pays.</summary>
/// <param name="Grant">The grant.</param>
/// <param name="Tokens">The amount; above zero.</param>
public readonly record struct Payment(GrantKey Grant, Tokens Tokens)
{
    /// <summary>Returns the sum of payments.</summary>
    public static Tokens Sum(ImmutableArray<Payment> payments) =>
        Tokens.Sum(payments.Select(payment => payment.Tokens));

    /// <summary>Returns the sum of the payments of each grant.</summary>
    internal static Dictionary<GrantKey, Tokens> SumsByGrant(IEnumerable<Payment> payments)
    {
        var sums = new Dictionary<GrantKey, Tokens>();
        foreach (var payment in payments)
        {
            sums[payment.Grant] = sums.GetValueOrDefault(payment.Grant) + payment.Tokens;
        }

        return sums;
    }

    /// <summary>Checks that payments sum to a cost.</summary>
    /// <exception cref="InvalidDataException">They do not.</exception>
    internal static void RequireSum(string what, Tokens cost, params ReadOnlySpan<ImmutableArray<Payment>> parts)
    {
        var sum = Tokens.Zero;
        foreach (var part in parts)
        {
            sum += Sum(part);
        }

        if (sum != cost)
        {
            throw new InvalidDataException($"The {what} is {cost} tokens, its payments are {sum}.");
        }
    }
}
