using FlexFunctions.Domain.Tests.Building;
using FlexFunctions.ReferenceModel;

namespace FlexFunctions.Domain.Tests.Properties;

/// <summary>The values that must be equal.</summary>
public sealed partial class ModelComparison
{
    private void RequireMeter(Step step, string team, string user, string product)
    {
        var meter = _model.Teams[team].Meter(user, product);
        Require(step, Windows(meter.Windows), Windows(_product.Team(team).ActiveChargesOf(user, product)));
        RulesAreAmbiguous |= meter.ImpliedCloses.Any(close =>
            meter.Signals.Contains(new ReferenceSignal(ReferenceKind.Closed, close.Session, close.Time))
        );
    }

    private static void RequireMoney(Step step, ReferenceTeam model, Team product)
    {
        Require(step, Grants(model.Grants), Grants(product));
        Require(
            step,
            (model.Charges, model.Reversals, model.DeclinedLines),
            (product.Charges.Count(), product.Reversals.Count(), product.Declines.Count())
        );
        Require(step, model.Drawn, Sum(product.Charges.SelectMany(charged => charged.Charge.Drawn)));
        Require(step, model.GivenBack, Sum(product.Reversals.SelectMany(reversed => reversed.Reversal.GivenBack)));
        Require(step, model.Lapsed, Sum(product.Reversals.SelectMany(reversed => reversed.Reversal.Lapsed)));
        Require(
            step,
            model.ResultsCost,
            (
                Sum(Paid(product, GrantUnit.Tokens).SelectMany(result => result.Drawn)),
                Sum(Paid(product, GrantUnit.CloudCredits).SelectMany(result => result.Drawn))
            )
        );
    }

    private static IEnumerable<ResultCharge> Paid(Team team, GrantUnit unit) =>
        team.ResultCharges.Select(result => result.Charge).Where(charge => charge.Unit == unit);

    private static long Sum(IEnumerable<Payment> payments) =>
        payments.Sum(payment => payment.Tokens.Thousandths) / 1000;

    private static string Windows(IEnumerable<ReferenceWindow> windows) =>
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

    private static string Grants(IEnumerable<ReferenceGrant> grants) =>
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

    private static void Require<T>(Step at, T model, T product)
    {
        if (!EqualityComparer<T>.Default.Equals(model, product))
        {
            throw new InvalidOperationException($"At {at}: model {model}, product {product}");
        }
    }
}
