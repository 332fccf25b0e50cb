using CsCheck;
using FlexFunctions.Domain.Tests.Building;

namespace FlexFunctions.Domain.Tests.Properties;

/// <summary>
/// Conservation of tokens over generated stories (R18), summed independently from the journal. <see cref="Team"/> also
/// checks after every posting that the journal recomputes to the stored ledger.
/// </summary>
public sealed class ConservationTests
{
    [Fact]
    public void Every_step_conserves_tokens_and_no_balance_is_negative() =>
        Story
            .ShortOfTokens(Settings.Any, steps: 60)
            .Sample(Check, iter: Iterations.Of(1_000), print: story => story.ToString());

    private static void Check(Story story)
    {
        var (team, events) = (new Team(Settings.Of(story.Options), RateSchedule.Card), 0);
        foreach (var step in story.Steps)
        {
            switch (step)
            {
                case Step.Buys buys:
                    team.Buy(buys.Order, buys.Tokens, buys.At);
                    break;
                case Step.Sends { Sent: var sent }:
                    team.Decide(sent.AsEvent(++events), sent.Now);
                    break;
                default:
                    throw new InvalidOperationException();
            }

            var (into, outOf) = (0L, team.Usage.Pool.Remaining.Values.Sum(left => left.Thousandths));
            foreach (var posting in team.Postings)
            {
                into += posting is Posting.Bought bought ? bought.Grant.Bought.Thousandths : 0;
                into += posting is Posting.Reversed { Reversal: var back }
                    ? Sum(back.GivenBack) + Sum(back.Carried)
                    : 0;
                outOf += posting is Posting.Charged charged ? charged.Charge.Rate.Thousandths : 0;
            }

            Assert.Equal(into, outOf);
            Assert.All(team.Usage.Pool.Remaining.Values, left => Assert.True(left.Thousandths >= 0));
        }
    }

    private static long Sum(IEnumerable<Payment> payments) => payments.Sum(payment => payment.Tokens.Thousandths);
}
