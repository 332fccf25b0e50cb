using System.Collections.Immutable;
using FlexFunctions.Domain;

namespace FlexFunctions.App;

/// <summary>The forecast burn-down of a team's tokens at its current pace (R13), by the rule of <see cref="Forecast"/>.</summary>
/// <param name="Points">The tokens left over time; an expiry has two points at the same instant.</param>
/// <param name="Lost">The unspent tokens of each grant that expires before it is used up.</param>
internal sealed record BurnDown(
    ImmutableArray<BurnDown.Point> Points,
    ImmutableSortedDictionary<GrantKey, decimal> Lost
)
{
    /// <summary>The tokens left at an instant.</summary>
    /// <param name="At">The instant.</param>
    /// <param name="Left">The tokens left.</param>
    internal readonly record struct Point(DateTimeOffset At, decimal Left);

    /// <summary>Forecasts the burn-down of a team from an instant on.</summary>
    public static BurnDown Of(WarnedTeam team, DateTimeOffset now)
    {
        var perDay = team.BalanceStatus.Forecast.PerDay;
        var grants = team.Grants.Where(grant =>
            grant.Key.Unit == GrantUnit.Tokens && grant.Value.IsPositive && grant.Key.IsSpendableAt(now)
        );
        var (at, left) = (now, team.BalanceStatus.Usable.Value);
        var points = ImmutableArray.CreateBuilder<Point>();
        var lost = ImmutableSortedDictionary.CreateBuilder<GrantKey, decimal>();
        points.Add(new Point(at, left));
        foreach (var (grant, tokens) in grants)
        {
            var until = (decimal)(grant.ExpiresAt - at).Ticks;
            var lasts = perDay > 0 ? tokens.Value / perDay * TimeSpan.TicksPerDay : decimal.MaxValue;
            if (lasts <= until)
            {
                (at, left) = (at.AddTicks((long)lasts), left - tokens.Value);
                points.Add(new Point(at, left));
            }
            else
            {
                var spent = perDay * until / TimeSpan.TicksPerDay;
                at = grant.ExpiresAt;
                points.Add(new Point(at, left - spent));
                left -= tokens.Value;
                points.Add(new Point(at, left));
                lost[grant] = tokens.Value - spent;
            }
        }

        return new BurnDown(points.ToImmutable(), lost.ToImmutable());
    }

    /// <summary>Returns the tokens that an order loses when it expires.</summary>
    public decimal LostOf(OrderId order) => Lost.Where(lost => lost.Key.Order == order).Sum(lost => lost.Value);
}
