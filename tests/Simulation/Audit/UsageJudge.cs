namespace FlexFunctions.Simulation.Audit;

/// <summary>What an event comes to.</summary>
/// <param name="Account">Everything after it.</param>
/// <param name="Code">Why it is refused; null if it is not.</param>
/// <param name="Denied">Why it is denied; null if it is not.</param>
/// <param name="IsNews">True if anything must be written for it.</param>
internal sealed record Judged(Account Account, string? Code, string? Denied, bool IsNews);

/// <summary>R1–R10: what usage events come to, judged on everything that ever happened.</summary>
/// <param name="rule">What is judged by.</param>
/// <param name="overdue">Whether an overdue invoice is thought to block the account.</param>
/// <param name="policy">What is thought to be the policy.</param>
/// <param name="lines">Told of each line that must be posted.</param>
internal sealed class UsageJudge(Rule rule, bool overdue, Policy policy, List<string> lines)
{
    /// <summary>Judges an event.</summary>
    public Judged Judge(Account account, SentEvent sent, DateTimeOffset takenIn)
    {
        if (!account.Teams.TryGetValue(sent.Team, out var team))
        {
            return new Judged(account, "unknown-team", null, false);
        }

        return sent.IsResult ? OfResult(account, team, sent, takenIn) : OfSign(account, team, sent, takenIn);
    }

    private Judged OfSign(Account account, Team team, SentEvent sent, DateTimeOffset takenIn)
    {
        var (user, origin) = (Lines.Lower(sent.User), Lines.Origin(sent.Source, sent.Id));
        var (whose, signal) = ((user, sent.Product), new Signal(sent.Kind, sent.Session, sent.Time));
        var meter = team.Meter(user, sent.Product);
        var untimely =
            sent.Time > takenIn + Terms.Future ? "event-in-future"
            : sent.Time < takenIn - rule.Terms.Lateness ? "event-too-late"
            : sent.Time < meter.Newest - rule.Terms.Lateness - Terms.Day ? "event-too-late"
            : rule.Prices.Daily(sent.Product, sent.Time) is null ? "unknown-product"
            : null;
        if (untimely is not null)
        {
            return new Judged(account, untimely, null, false);
        }

        if (IsCountedAlready(meter, signal))
        {
            return new Judged(account, null, null, false);
        }

        if (meter.Denied.TryGetValue(signal, out var before))
        {
            return new Judged(account, null, before, false);
        }

        var seen = meter with { Newest = meter.Newest > takenIn ? meter.Newest : takenIn };
        var with = seen with { Signals = seen.Signals.Add(signal) };
        var (after, kept, denied) =
            Opens(meter, signal) && policy.Denial(overdue, user, sent.Product) is { } reason
                ? (team, seen, reason)
                : Settle(team, seen, with, signal, whose, origin);
        if (denied is not null)
        {
            kept = Deny(kept with { Denied = kept.Denied.Add(signal, denied) }, sent, denied, sent.Kind != "closed");
        }

        after = after with { Meters = after.Meters.SetItem(whose, kept) };
        return new Judged(account.With(sent.Team, after), null, denied, true);
    }

    /// <summary>Windows oldest first; at the first that can not be paid, a cut if that is possible (R9).</summary>
    private (Team Team, Meter Meter, string? Denied) Settle(
        Team team,
        Meter meter,
        Meter with,
        Signal signal,
        (string, string) whose,
        string origin
    )
    {
        var whole = Charges.Settle(team, with, rule, whose, lines, origin);
        if (whole.Unpaid is not { } unpaid)
        {
            return (whole.Team, whole.Meter, null);
        }

        var splits = Use.Runs(meter, signal.Session, rule.Terms)
            .Exists(run => run[0].Time < unpaid && unpaid < run[^1].Time);
        if (Use.PassesAcross(with, signal.Session, unpaid, rule.Terms) && !splits)
        {
            var stands = signal.Time < unpaid;
            var cut = stands ? with : meter;
            cut = cut with { Cuts = cut.Cuts.Add(new Cut(signal.Session, unpaid)) };
            var again = Charges.Settle(team, cut, rule, whose, lines, origin);
            if (again.Unpaid is null)
            {
                return (again.Team, again.Meter, stands ? null : "insufficient-tokens");
            }
        }

        return (team, meter, "insufficient-tokens");
    }

    private Judged OfResult(Account account, Team team, SentEvent sent, DateTimeOffset takenIn)
    {
        var (user, key) = (Lines.Lower(sent.User), $"{sent.Source}\n{sent.Id}");
        if (account.Settled.Contains(key))
        {
            return new Judged(account, null, null, false);
        }

        var refused =
            sent.Time > takenIn + Terms.Future ? "event-in-future"
            : sent.Time < takenIn - rule.Terms.Lateness ? "event-too-late"
            : null;
        var costs = rule.Prices.Result(sent.Product, sent.Result, sent.Quantity, sent.Time);
        if (refused is not null || costs is not var (tokens, credits))
        {
            return new Judged(account, refused ?? "unknown-result", null, false);
        }

        var settled = account with { Settled = account.Settled.Add(key) };
        var denied = policy.Denial(overdue, user, sent.Product);
        foreach (
            var (cost, credit) in denied is null ? [(credits, true), (tokens, false)] : Array.Empty<(long, bool)>()
        )
        {
            if (Charges.Draw(team, cost, rule.Now, credit) is var (left, drawn))
            {
                lines.Add(Lines.Result(sent, credit, cost, drawn, Lines.Origin(sent.Source, sent.Id)));
                return new Judged(settled.With(sent.Team, left), null, null, true);
            }
        }

        denied ??= "insufficient-tokens";
        var meter = team.Meter(user, sent.Product);
        var after = Deny(meter, sent, denied, posts: true);
        if (after != meter)
        {
            after = after with { Newest = meter.Newest > takenIn ? meter.Newest : takenIn };
            team = team with { Meters = team.Meters.SetItem((user, sent.Product), after) };
        }

        return new Judged(settled.With(sent.Team, team), null, denied, true);
    }

    private Meter Deny(Meter meter, SentEvent sent, string why, bool posts)
    {
        if (!posts || meter.Declined.Exists(other => (other - sent.Time).Duration() < Terms.Day))
        {
            return meter;
        }

        lines.Add(
            Lines.Declined(Lines.Lower(sent.User), sent.Product, sent.Time, why, Lines.Origin(sent.Source, sent.Id))
        );
        return meter with { Declined = meter.Declined.Add(sent.Time) };
    }

    /// <summary>R5: an equal signal, or one strictly inside a run and not before the run's first proof of use.</summary>
    private bool IsCountedAlready(Meter meter, Signal signal) =>
        meter.Signals.Contains(signal)
        || Use.IsImplied(meter, signal)
        || Use.Runs(meter, signal.Session, rule.Terms)
            .Exists(run =>
                run[0].Time < signal.Time
                && signal.Time < run[^1].Time
                && (!signal.ProvesUse || run.Exists(other => other.ProvesUse && other.Time <= signal.Time))
            );

    /// <summary>What policy and invoices decide: an opened, and a heartbeat that does not go on; nothing under a seat.</summary>
    private bool Opens(Meter meter, Signal signal) =>
        !meter.Seats.Exists(seat => seat.Covers(signal.Time))
        && (signal.Kind == "opened" || (signal.Kind == "heartbeat" && !GoesOn(meter, signal)));

    private bool GoesOn(Meter meter, Signal signal)
    {
        var signals = meter
            .Signals.Where(other => other.Session == signal.Session && !Use.IsImplied(meter, other))
            .ToList();
        var cuts = Use.Cuts(meter, signal.Session);
        var next = signals
            .Where(other => other.Time >= signal.Time)
            .Select(other => other.Time)
            .Concat(cuts.Where(cut => cut > signal.Time))
            .Select(time => (DateTimeOffset?)time)
            .Min();
        var last = signals.Where(other => other.Time < signal.Time).Select(other => (DateTimeOffset?)other.Time).Max();
        var isCut = cuts.Exists(cut => cut <= signal.Time && !(cut < last));
        return next - signal.Time <= rule.Terms.Timeout
            || (
                !isCut
                && signal.Time - last <= rule.Terms.Timeout
                && signals.Exists(other => other.Time == last && other.ProvesUse)
            );
    }
}
