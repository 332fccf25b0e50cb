using System.Collections.Immutable;

namespace FlexFunctions.Simulation.Audit;

/// <summary>R2, R4, R12, R13, R19: which windows must stand, and who pays.</summary>
internal static class Charges
{
    /// <summary>Where windows start, by looking for the next instant in use again and again.</summary>
    public static List<DateTimeOffset> Starts(List<Piece> use)
    {
        var (starts, free) = (new List<DateTimeOffset>(), DateTimeOffset.MinValue);
        while (true)
        {
            var next = use.Where(piece => piece.From >= free || free < piece.To)
                .Select(piece => (DateTimeOffset?)(piece.From >= free ? piece.From : free))
                .Min();
            if (next is not { } start)
            {
                return starts;
            }

            starts.Add(start);
            free = start + Terms.Day;
        }
    }

    /// <summary>Draws an amount in burn-down order; null if it is not there.</summary>
    public static (Team Team, ImmutableList<Paid> Payments)? Draw(
        Team team,
        long amount,
        DateTimeOffset now,
        bool credit
    )
    {
        if (team.Usable(now, credit) < amount)
        {
            return null;
        }

        var payments = ImmutableList.CreateBuilder<Paid>();
        var order = team
            .Grants.Where(grant => grant.IsCredit == credit && now < grant.Expires && grant.Left > 0)
            .OrderBy(grant => grant.Expires)
            .ThenBy(grant => grant.Bought)
            .ThenBy(grant => grant.Order, StringComparer.Ordinal);
        foreach (var grant in order.ToList())
        {
            var part = Math.Min(amount, grant.Left);
            if (part > 0)
            {
                payments.Add(new Paid(grant.Order, part));
                team = team with { Grants = team.Grants.Replace(grant, grant with { Left = grant.Left - part }) };
                amount -= part;
            }
        }

        return (team, payments.ToImmutable());
    }

    /// <summary>
    /// Brings the windows of a meter in line with its use; the start of the first window that can not be paid if there is
    /// one.
    /// </summary>
    public static (Team Team, Meter Meter, DateTimeOffset? Unpaid) Settle(
        Team team,
        Meter meter,
        Rule rule,
        (string User, string Product) whose,
        List<string> lines,
        string origin
    )
    {
        var starts = Starts(Use.Uncovered(meter, rule.Terms));
        var removed = meter
            .Windows.Where(window => !starts.Contains(window.Start))
            .OrderBy(window => window.Start)
            .ToList();
        var carried = removed.SelectMany(window => window.Payments.Select(paid => (Paid: paid, Of: window))).ToList();
        var (added, posted) = (new List<Window>(), new List<string>());
        var gone = removed.ToDictionary(window => window, _ => new List<Paid>());
        foreach (var start in starts.Where(start => meter.Windows.All(window => window.Start != start)))
        {
            var rate = rule.Prices.Daily(whose.Product, start)!.Value;
            var (taken, due) = (new List<Paid>(), rate);
            while (due > 0 && carried.Count > 0)
            {
                var (paid, of) = carried[0];
                var part = new Paid(paid.Order, Math.Min(due, paid.Amount));
                taken.Add(part);
                gone[of].Add(part);
                due -= part.Amount;
                carried[0] = (paid with { Amount = paid.Amount - part.Amount }, of);
                if (carried[0].Paid.Amount == 0)
                {
                    carried.RemoveAt(0);
                }
            }

            if (Draw(team, due, rule.Now, credit: false) is not var (left, drawn))
            {
                return (team, meter, start);
            }

            team = left;
            added.Add(new Window(start, rate, [.. taken, .. drawn]));
            posted.Add(Lines.Charged(whose, start, rate, drawn, taken, origin));
        }

        foreach (var window in removed)
        {
            var (back, lapsed) = (new List<Paid>(), new List<Paid>());
            foreach (var paid in carried.Where(entry => entry.Of == window).Select(entry => entry.Paid))
            {
                var grant = team.Grants.Find(each =>
                    each.Order == paid.Order && !each.IsCredit && rule.Now < each.Expires
                );
                (grant is null ? lapsed : back).Add(paid);
                team = grant is null
                    ? team
                    : team with
                    {
                        Grants = team.Grants.Replace(grant, grant with { Left = grant.Left + paid.Amount }),
                    };
            }

            lines.Add(Lines.Reversed(whose, window, back, gone[window], lapsed, origin));
        }

        lines.AddRange(posted);
        var windows = meter
            .Windows.Where(window => !removed.Contains(window))
            .Concat(added)
            .OrderBy(window => window.Start);
        return (team, meter with { Windows = [.. windows] }, null);
    }
}

/// <summary>What everything is judged by.</summary>
internal sealed record Rule(Terms Terms, PriceBook Prices, DateTimeOffset Now);
