using FlexFunctions.ReferenceModel;

namespace FlexFunctions.Simulation.Audit;

/// <content>Usage: batches of the queue, and sessions that an API call starts.</content>
internal sealed partial class Auditor
{
    /// <summary>
    /// A commit of usage is right if the rules require it for its events at its place in the order of commits. State that is not
    /// part of the commit may be slightly old: invoices and policy at most a minute, unless something was denied; the balance
    /// if nothing was posted.
    /// </summary>
    private Account OfUsage(Commit commit, List<(Account State, DateTimeOffset Since)> history)
    {
        var team = TeamOf(commit);
        var messages = commit
            .Operation.Messages.Select(message =>
                message
                    .Readable.Where(sent => sent.Account == commit.Account && sent.Team == team)
                    .Select(sent => (Sent: sent, message.EnqueuedAt))
                    .ToList()
            )
            .Where(events => events.Count > 0)
            .ToList();
        var begun = commit.Operation.VersionsAtBegin[commit.Account];
        if (!messages.Exists(events => events.Exists(entry => MayFail(entry.Sent, commit.Operation))))
        {
            return OfEvents(commit, history, team, [.. messages.SelectMany(events => events)], begun);
        }

        // After the failure of a damaged meter, each message is decided in a commit of its own.
        Violation? wrong = null;
        foreach (var events in messages.Prepend([.. messages.SelectMany(events => events)]))
        {
            try
            {
                return OfEvents(commit, history, team, events, begun);
            }
            catch (Violation violation)
            {
                wrong ??= violation;
            }
        }

        throw wrong!;
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
            var judge = new UsageJudge(new Rule(options, prices, commit.Now), overdue, policy, lines);
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

            mismatch ??= Unrequired(commit, team, news);
            lines.Sort(StringComparer.Ordinal);
            if (!lines.SequenceEqual(posted))
            {
                mismatch = $"posts {All(posted)}, must be {All(lines)}";
            }

            if (mismatch is null && !(denied && isStale))
            {
                foreach (var entry in written)
                {
                    commit.Operation.Written.TryAdd(entry, nothingNew.Contains(entry));
                }

                return commit.Blocks.Count > 0
                    ? state
                    : state.With(team, state.Team(team) with { Grants = current.Team(team).Grants });
            }

            wrong ??= mismatch ?? "denies on what was remembered";
        }

        throw new Violation(wrong!);
    }

    /// <summary>Returns the states that the decision may be based on, the current one first.</summary>
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

    /// <summary>Returns which effect of an event is missing in the written rows; null if none is.</summary>
    private string? Unwritten(Commit commit, Account after, (SentEvent Sent, Judged Judged) entry)
    {
        var (sent, judged) = entry;
        if (sent.IsResult)
        {
            return commit.Of("result").Any() ? null : $"does not settle result {sent.Id}";
        }

        var user = Lines.Lower(sent.User);
        var denied = commit.Denied(sent.Team, user, sent.Product);
        // R5: signals that are too late from now on need not be stored.
        var newest = after.Team(sent.Team).Meter(user, sent.Product).Newest;
        var isPast = sent.Time < newest - options.Lateness - ReferenceOptions.Day;
        return denied is null ? $"does not write the meter of {sent.Kind} {sent.Id}"
            : denied.Contains(sent.Signal) == (judged.Denied is not null) || isPast ? null
            : $"{(judged.Denied is null ? "denies" : "allows")} {sent.Kind} {sent.Id} of {sent.User} {sent.Time:O}";
    }

    /// <summary>Returns what the commit writes although no event requires it; null if there is nothing.</summary>
    private static string? Unrequired(Commit commit, string team, List<(SentEvent Sent, Judged)> news)
    {
        if (news.Count == 0)
        {
            return $"writes to {commit.Account}/{team}, which no event requires";
        }

        var meters = news.Select(entry => MeterKey(entry.Sent)).ToHashSet();
        return commit
            .Rows.Keys.Where(key => key.StartsWith("meter|", StringComparison.Ordinal) && !meters.Contains(key))
            .Select(key => $"writes {key}, which no event requires")
            .FirstOrDefault();
    }

    private static string TeamOf(Commit commit) =>
        commit.Blocks.Count > 0 ? commit.Blocks[0].Team
        : commit.Of("meter").Select(row => row.Key[1]).FirstOrDefault() is { } team ? team
        : (string)(
            commit.Of("result").Select(row => row.Row!.GetValueOrDefault("Team")).FirstOrDefault()
            ?? throw new Violation("writes neither a meter, a result nor a block")
        );

    /// <summary>
    /// Returns the possible outcomes of an event when its message is settled: the outcome in a commit of the operation, or else
    /// a duplicate or a rejection at some time during the operation.
    /// </summary>
    private List<string?> OutcomesOf(SentMessage message, SentEvent sent, SimulatedOperation operation)
    {
        if (sent.Flaw is not null)
        {
            return [SentMessage.Malformed];
        }

        var codes = new List<string?>();
        if (operation.Written.TryGetValue((sent, message.EnqueuedAt), out var cameAgain))
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
            // An event that was counted before may be a duplicate by an older state, even if it would now be rejected.
            var isOfOperation = sent.IsResult || at >= operation.VersionsAtBegin[sent.Account];
            if (at + 1 < history.Count && history[at].State.IsSameFor(history[at + 1].State, sent))
            {
                continue;
            }

            var judge = new UsageJudge(new Rule(options, prices, DateTimeOffset.MaxValue), false, new Policy(), []);
            var judged = judge.Judge(history[at].State, sent, message.EnqueuedAt);
            if (!judged.IsNews && (judged.Code is null || isOfOperation))
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
