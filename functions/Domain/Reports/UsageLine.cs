using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>The part of a posting that counts in a usage report; negative for a reversal.</summary>
/// <param name="Time">The start of the window, or the time of the result.</param>
/// <param name="User">The user.</param>
/// <param name="Product">The product.</param>
/// <param name="Windows">1 for a charged window, -1 for a reversed one, 0 for a result.</param>
/// <param name="Results">1 for a result, 0 for a window.</param>
/// <param name="Tokens">The tokens charged.</param>
/// <param name="CloudCredits">The cloud credits charged.</param>
/// <param name="Payments">The payments in tokens, positive also for a reversal.</param>
internal sealed record UsageLine(
    DateTimeOffset Time,
    UserId User,
    ProductId Product,
    int Windows,
    int Results,
    Tokens Tokens,
    Tokens CloudCredits,
    ImmutableArray<Payment> Payments
)
{
    /// <summary>Returns the line of a posting; null for a posting that charges nothing.</summary>
    public static UsageLine? Of(Posting posting) =>
        posting switch
        {
            Posting.Charged { Charge: var charge } charged => new UsageLine(
                charge.Window.Start,
                charged.User,
                charged.Product,
                1,
                0,
                charge.Rate,
                Tokens.Zero,
                [.. charge.Drawn, .. charge.Carried]
            ),
            Posting.Reversed { Reversal: var reversal } reversed => new UsageLine(
                reversal.Window.Start,
                reversed.User,
                reversed.Product,
                -1,
                0,
                Tokens.Zero - reversal.Rate,
                Tokens.Zero,
                [.. reversal.Carried, .. reversal.GivenBack, .. reversal.Lapsed]
            ),
            Posting.ResultCharged { Charge: { Unit: GrantUnit.Tokens } charge } result => new UsageLine(
                result.At,
                result.User,
                result.Product,
                0,
                1,
                charge.Cost,
                Tokens.Zero,
                charge.Drawn
            ),
            Posting.ResultCharged { Charge: var charge } result => new UsageLine(
                result.At,
                result.User,
                result.Product,
                0,
                1,
                Tokens.Zero,
                charge.Cost,
                []
            ),
            _ => null,
        };
}
