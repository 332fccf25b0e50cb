using FlexFunctions.Domain.Tests.Building;
using FlexFunctions.Domain.Tests.Model;

namespace FlexFunctions.Domain.Tests.Properties;

/// <summary>
/// The product and the slow model side by side: every step is told to both, and after each the outcome, the standing
/// windows of the meter with who paid them, every grant and the counts of lines must be equal. The product's team checks
/// conservation and recomputation by itself (<see cref="Team"/>).
/// </summary>
public sealed class Twin(SlowTerms terms)
{
    private readonly SlowTeam _model = new(terms, RateSchedule.Of);
    private int _events;

    public Team Product { get; } = new(Settings.Of(terms), RateSchedule.Card);

    /// <summary>
    /// True once a cut fell on a closed that had been seen before: the rules do not say on which side of the cut that
    /// closed stands, and so whether a later sign beside it lies inside a run. The story ends there.
    /// </summary>
    public bool RulesAreSilent { get; private set; }

    public void Take(Step step)
    {
        switch (step)
        {
            case Step.Buys buys:
                Product.Buy(buys.Order, buys.Tokens, buys.At);
                _model.Buy(buys.Order, buys.Tokens, buys.At);
                break;
            case Step.Sees { Seen: var seen }:
                See(seen);
                var meter = _model.Meter(seen.User, seen.Product);
                RulesAreSilent |= meter.Cuts.Any(cut =>
                    meter.Signs.Contains(new SlowSign(SlowKind.Closed, cut.Session, cut.Time))
                );
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(step));
        }
    }

    private void See(Sighting seen)
    {
        var expected = _model.See(seen.User, seen.Product, seen.Sign, seen.TakenIn, seen.Now);
        var outcome = Product.Decide(seen.AsEvent(++_events), seen.Now);
        Require(seen, expected, OutcomeOf(outcome));
        Require(seen, _model.Balance(seen.Now), Product.UsableAt(seen.Now));
        Require(seen, Grants(_model.Grants), Grants(Product));
        Require(
            seen,
            Windows(_model.Meter(seen.User, seen.Product).Windows),
            Windows(Product.StandingOf(seen.User, seen.Product))
        );
        Require(
            seen,
            (_model.Charges, _model.Reversals, _model.DeclinedLines),
            (Product.Charges.Count(), Product.Reversals.Count(), Product.Declines.Count())
        );
        Require(seen, _model.Drawn, Sum(Product.Charges.SelectMany(charged => charged.Charge.Drawn)));
        Require(seen, _model.GivenBack, Sum(Product.Reversals.SelectMany(reversed => reversed.Reversal.GivenBack)));
        Require(seen, _model.Lapsed, Sum(Product.Reversals.SelectMany(reversed => reversed.Reversal.Lapsed)));
    }

    private static SlowOutcome OutcomeOf(UsageOutcome outcome) =>
        outcome switch
        {
            UsageOutcome.Counted => SlowOutcome.Counted,
            UsageOutcome.NothingNew => SlowOutcome.NothingNew,
            UsageOutcome.Denied { Reason: RejectionCode.InsufficientTokens } => SlowOutcome.Denied,
            UsageOutcome.Refused { Rejection.Code: RejectionCode.EventTooLate } => SlowOutcome.TooLate,
            UsageOutcome.Refused { Rejection.Code: RejectionCode.EventInFuture } => SlowOutcome.InFuture,
            _ => throw new InvalidOperationException($"Unexpected outcome {outcome}"),
        };

    private static long Sum(IEnumerable<Payment> payments) =>
        payments.Sum(payment => payment.Tokens.Thousandths) / 1000;

    private static string Windows(IEnumerable<SlowWindow> windows) =>
        string.Join(
            "; ",
            windows.Select(window =>
                Window(window.Start, window.Rate, window.Payments.Select(paid => $"{paid.Order}:{paid.Tokens}"))
            )
        );

    private static string Windows(IEnumerable<WindowCharge> windows) =>
        string.Join(
            "; ",
            windows.Select(charge =>
                Window(
                    charge.Window.Start,
                    charge.Rate.Value,
                    charge.AsCharged.Payments.Select(paid => $"{paid.Grant.Order}:{paid.Tokens}")
                )
            )
        );

    private static string Window(DateTimeOffset start, decimal rate, IEnumerable<string> payments) =>
        $"{start:MM-dd HH:mm} {rate:0} by {string.Join('+', payments)}";

    private static string Grants(IEnumerable<SlowGrant> grants) =>
        string.Join(
            "; ",
            grants.OrderBy(grant => grant.Order, StringComparer.Ordinal).Select(grant => $"{grant.Order} {grant.Left}")
        );

    private static string Grants(Team team) =>
        string.Join(
            "; ",
            team.Usage.Pool.Remaining.OrderBy(grant => grant.Key.Order.Value, StringComparer.Ordinal)
                .Select(grant => $"{grant.Key.Order} {grant.Value}")
        );

    private static void Require<T>(Sighting at, T model, T product)
    {
        if (!EqualityComparer<T>.Default.Equals(model, product))
        {
            throw new InvalidOperationException($"At {new Step.Sees(at)}: model {model}, product {product}");
        }
    }
}
