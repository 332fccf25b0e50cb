using FlexFunctions.ReferenceModel;

namespace FlexFunctions.Simulation.Audit;

/// <content>Usage: batches of the queue, and sessions that a call starts.</content>
internal sealed partial class Auditor
{
    /// <summary>
    /// A commit of usage is right if it is what the rules say of the events at that place in the order of commits. What is
    /// no part of the commit may be as it was a little before: invoices and policy as remembered for at most a minute,
    /// unless something was denied; and money, if nothing was posted.
    /// </summary>
    private Account OfUsage(Commit commit, List<(Account State, DateTimeOffset Since)> history)
    {
        var team = TeamOf(commit);
        var events = commit
            .SimulatedOperation.Messages.SelectMany(message =>
                message.Events.Select(sent => (Sent: sent, message.EnqueuedAt))
            )
            .Where(entry => entry.Sent.Account == commit.Account && entry.Sent.Team == team)
            .ToList();
        return OfEvents(commit, history, team, events, commit.SimulatedOperation.VersionsAtBegin[commit.Account]);
    }

    private Account OfEvents(
        Commit commit,
        List<(Account State, DateTimeOffset Since)> history,
        string team,
        List<(SentEvent Sent, DateTimeOffset EnqueuedAt)> events,
        int begun
    )
    {
        var current = history[^1].State;
        var posted = commit.Blocks.Find(block => block.Team == team)?.Sorted ?? [];
        string? wrong = null;
        foreach (var (money, policy, overdue, isStale) in Views(commit, history, team, begun))
        {
            var lines = new List<string>();
            var judge = new UsageJudge(new Rule(terms, prices, commit.Now), overdue, policy, lines);
            var state = current.With(team, current.Team(team) with { Grants = money });
            var (written, nothingNew) = (
                new HashSet<(SentEvent, DateTimeOffset)>(),
                new HashSet<(SentEvent, DateTimeOffset)>()
            );
            var news = new List<(SentEvent, Judged)>();
            var denied = false;
            foreach (var (sent, takenIn) in events)
            {
                var judged = judge.Judge(state, sent, takenIn);
                state = judged.Account;
                (judged.IsNews ? written : nothingNew).Add((sent, takenIn));
                denied |= judged is { Denied: not null, IsNews: true };
                if (judged.IsNews)
                {
                    news.Add((sent, judged));
                }
            }

            var mismatch = news.Select(entry => Unwritten(commit, state, entry))
                .FirstOrDefault(wrong => wrong is not null);

            lines.Sort(StringComparer.Ordinal);
            if (!lines.SequenceEqual(posted))
            {
                mismatch = $"posts {All(posted)}, must be {All(lines)}";
            }

            if (mismatch is null && !(denied && isStale))
            {
                foreach (var entry in written)
                {
                    commit.SimulatedOperation.Written.TryAdd(entry, nothingNew.Contains(entry));
                }

                return commit.Blocks.Count > 0
                    ? state
                    : state.With(team, state.Team(team) with { Grants = current.Team(team).Grants });
            }

            wrong ??= mismatch ?? "denies on what was remembered";
        }

        throw new Violation(wrong!);
    }

    /// <summary>What the decision may have gone by, what is now first.</summary>
    private static IEnumerable<(
        System.Collections.Immutable.ImmutableList<ReferenceGrant> Money,
        Policy Policy,
        bool Overdue,
        bool IsStale
    )> Views(Commit commit, List<(Account State, DateTimeOffset Since)> history, string team, int begun)
    {
        var hasBlock = commit.Blocks.Count > 0;
        var oldest = history.Count - 1;
        while (oldest > 0 && (oldest > begun || history[oldest].Since > commit.TrueTime - s_remembered))
        {
            oldest--;
        }

        var seen = new HashSet<(object, object, bool, bool)>();
        var views = Enumerable.Range(oldest, history.Count - oldest).Reverse().ToList();
        foreach (var policyAt in hasBlock ? views[..1] : views)
        {
            foreach (var overdueAt in views)
            {
                foreach (var moneyAt in hasBlock ? views[..1] : views.Where(at => at >= begun))
                {
                    var (money, policy) = (
                        history[moneyAt].State.Team(team).Grants,
                        history[policyAt].State.Team(team).Policy
                    );
                    var overdue = history[overdueAt].State.IsBlocked;
                    var isStale = policyAt < begun || overdueAt < begun;
                    if (seen.Add((money, policy, overdue, isStale)))
                    {
                        yield return (money, policy, overdue, isStale);
                    }
                }
            }
        }
    }

    /// <summary>What of an event is not in the rows that were written; null if all is.</summary>
    private string? Unwritten(Commit commit, Account after, (SentEvent Sent, Judged Judged) entry)
    {
        var (sent, judged) = entry;
        if (sent.IsResult)
        {
            return commit.Of("result").Any() ? null : $"does not settle result {sent.Id}";
        }

        var user = Lines.Lower(sent.User);
        var denied = commit.Denied(sent.Team, user, sent.Product);
        // R5: what is too late from here on need not be remembered.
        var newest = after.Team(sent.Team).Meter(user, sent.Product).Newest;
        var isPast = sent.Time < newest - terms.Lateness - ReferenceOptions.Day;
        return denied is null ? $"does not write the meter of {sent.Kind} {sent.Id}"
            : denied.Contains(sent.Signal) == (judged.Denied is not null) || isPast ? null
            : $"{(judged.Denied is null ? "denies" : "allows")} {sent.Kind} {sent.Id} of {sent.User} {sent.Time:O}";
    }

    private static string TeamOf(Commit commit) =>
        commit.Blocks.Count > 0 ? commit.Blocks[0].Team
        : commit.Of("meter").Select(row => row.Key[1]).FirstOrDefault() is { } team ? team
        : (string)(
            commit.Of("result").Select(row => row.Row!.GetValueOrDefault("Team")).FirstOrDefault()
            ?? throw new Violation("writes neither a meter, a result nor a block")
        );

    /// <summary>
    /// What may have become of an event when its message is settled: what a commit of the deed made of it; without one,
    /// it must have been nothing new, or refused, at some time.
    /// </summary>
    private List<string?> OutcomesOf(SentMessage message, SentEvent sent, SimulatedOperation deed)
    {
        var codes = new List<string?>();
        if (deed.Written.TryGetValue((sent, message.EnqueuedAt), out var cameAgain))
        {
            codes.Add(null);
            if (!cameAgain)
            {
                return codes;
            }
        }

        var history = History(sent.Account);
        for (var at = history.Count - 1; at >= 0; at--)
        {
            // What was counted once, and is refused besides, may be judged by what was remembered.
            var isOfDeed = sent.IsResult || at >= deed.VersionsAtBegin[sent.Account];
            if (at + 1 < history.Count && history[at].State.IsSameFor(history[at + 1].State, sent))
            {
                continue;
            }

            var judge = new UsageJudge(new Rule(terms, prices, DateTimeOffset.MaxValue), false, new Policy(), []);
            var judged = judge.Judge(history[at].State, sent, message.EnqueuedAt);
            if (!judged.IsNews && (judged.Code is null || isOfDeed))
            {
                codes.Add(judged.Code);
            }
        }

        return codes.Count > 0
            ? codes
            : throw new Violation($"{sent.Kind} {sent.Id} of {sent.User} {sent.Time:O} is lost");
    }

    private static string All(IEnumerable<string> lines) => "{ " + string.Join("; ", lines) + " }";
}
