using System.Text.Json;

namespace FlexFunctions.Simulation.Audit;

/// <content>API calls and timers.</content>
internal sealed partial class Auditor
{
    private static readonly TimeSpan s_clockTolerance = TimeSpan.FromMinutes(5);

    /// <summary>Reports an answer 500 as a violation, with the exception behind it.</summary>
    public void Broken(SimulatedOperation operation, Exception? fault) =>
        Guard(
            $"{operation}",
            () => throw new Violation($"is answered 500 because of {fault?.GetType().Name}: {fault?.Message}")
        );

    /// <summary>Reports an exception of a function as a violation, unless its host handles it.</summary>
    public void Failed(SimulatedOperation operation, Exception failure) =>
        Guard($"{operation}", () => throw new Violation($"ends with {failure.GetType().Name}: {failure.Message}"));

    /// <summary>Checks an answer of the API.</summary>
    public void Answered(
        SimulatedOperation operation,
        int status,
        JsonElement body,
        DateTimeOffset trueTime,
        TimeSpan skew
    ) =>
        Guard(
            $"{operation}",
            () =>
            {
                if (status is 500 or 400 or 401 or 403)
                {
                    throw new Violation($"is answered {status}: {body}");
                }

                if (status != 503)
                {
                    CheckAnswer(operation, status, body, trueTime, skew);
                }
            },
            $"answered {status} {body}"
        );

    private void CheckAnswer(
        SimulatedOperation operation,
        int status,
        JsonElement body,
        DateTimeOffset trueTime,
        TimeSpan skew
    )
    {
        var (call, code) = (operation.Asked!, status < 400 ? null : body.GetProperty("code").GetString());
        var history = History(call.Account);
        if (code == "idempotency-key-reused" && IsAnsweredMeanwhile(history[^1].State, call))
        {
            return;
        }

        if (operation.IsDone && code is not null)
        {
            throw new Violation($"is answered {code}, although it was done");
        }

        var expected = new List<string>();
        for (var at = history.Count - 1; at >= operation.VersionsAtBegin[call.Account]; at--)
        {
            var newest = at;
            var states = Enumerable.Range(0, at + 1).Select(back => history[newest - back].State);
            foreach (var now in new[] { trueTime + skew, operation.Begun + skew })
            {
                foreach (var answer in Answers(call, states, new Rule(options, prices, now)))
                {
                    if (answer == Describe(call, code, body))
                    {
                        return;
                    }

                    expected.Add(answer);
                }
            }
        }

        throw new Violation($"is answered {Describe(call, code, body)}, must be one of {All(expected.Distinct())}");
    }

    /// <summary>True if the same call was answered elsewhere just now, so that the answer may ask to try again.</summary>
    public static bool IsAnsweredMeanwhile(Account account, AdminCall call) =>
        call.Key is not null && account.Keys.TryGetValue(CallJudge.KeyOf(call), out var first) && first == call;

    /// <summary>Returns the possible answers to a call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="history">The versions of the account up to the answer, the newest first.</param>
    /// <param name="rule">The settings, prices and the time.</param>
    private static IEnumerable<string> Answers(AdminCall call, IEnumerable<Account> history, Rule rule)
    {
        var account = history.First();
        switch (call.Kind)
        {
            case CallKind.Balance:
                return account.Teams.TryGetValue(call.Team, out var team)
                    ? [$"{team.Usable(rule.Now)} {team.Usable(rule.Now, credit: true)}"]
                    : ["not-found"];
            case CallKind.PastBalance:
                return [PastBalance(call, history)];
            case CallKind.Export:
                return [account.Teams.TryGetValue(call.Team, out var exported) ? Export(exported) : "not-found"];
            case CallKind.Check or CallKind.Start:
                if (!account.Teams.TryGetValue(call.Team, out var asked))
                {
                    return ["not-found"];
                }

                var isCheck = call.Kind == CallKind.Check;
                var sent = Opened(call, isCheck ? "-" : call.Session, isCheck ? rule.Now : call.Time);
                var judged = new UsageJudge(rule, account.IsBlocked, asked.Policy, []).Judge(account, sent, rule.Now);
                return [judged.Code ?? (judged.Denied is { } why ? $"denied {why}" : "allowed ")];
            default:
                var after = new CallJudge(rule, account.IsBlocked, (_, _) => { }).Judge(account, call, "new");
                // The call is done before its answer, so its effect is visible.
                return [after.Code ?? "done"];
        }
    }

    private static string Describe(AdminCall call, string? code, JsonElement body) =>
        code
        ?? call.Kind switch
        {
            CallKind.Balance => $"{Thousandths(body, "tokens")} {Thousandths(body, "credits")}",
            CallKind.PastBalance => PastBalance(body),
            CallKind.Export => Export(body.GetString()!),
            CallKind.Check or CallKind.Start =>
                $"{Lines.Text(body, "decision")} {(body.TryGetProperty("reason", out var why) ? why.GetString() : "")}",
            _ => "done",
        };

    private static long Thousandths(JsonElement body, string name) =>
        (long)(body.GetProperty(name).GetDecimal() * 1000);

    private static SentEvent Opened(AdminCall call, string session, DateTimeOffset time) =>
        new("opened", call.Account, call.Team, call.User, call.Product, session, time, "flexfunctions/access", "");

    private Account OfCall(Commit commit, List<(Account State, DateTimeOffset Since)> history)
    {
        var (call, begun) = (commit.Operation.Asked!, commit.Operation.VersionsAtBegin[commit.Account]);
        if (call.Kind == CallKind.Start)
        {
            return OfEvents(commit, history, call.Team, [(Opened(call, call.Session, call.Time), commit.Now)], begun);
        }

        var current = history[^1].State;
        var posted = commit.Blocks.ToDictionary(block => block.Team, block => block.Sorted);
        var came = commit
            .Blocks.SelectMany(block => block.Postings)
            .Where(line => Lines.Text(line, "kind") is "bought" or "granted")
            .Select(line => Lines.Text(line, "order"))
            .FirstOrDefault("none");
        string? wrong = null;
        foreach (var view in history.Skip(begun).Reverse().Select(entry => entry.State))
        {
            var lines = new Dictionary<string, List<string>>();
            var judge = new CallJudge(
                new Rule(options, prices, commit.Now),
                view.IsBlocked,
                (team, line) =>
                {
                    lines.TryAdd(team, []);
                    lines[team].Add(line);
                }
            );
            var (money, state) = (view.Team(call.Team).Grants, current);
            if (commit.Blocks.Count == 0 && state.Teams.ContainsKey(call.Team))
            {
                state = state.With(call.Team, state.Team(call.Team) with { Grants = money });
            }

            var (after, code) = judge.Judge(state, call, came);
            var expected = lines.Values.SelectMany(of => of).Order(StringComparer.Ordinal).ToList();
            var found = posted.Values.SelectMany(of => of).Order(StringComparer.Ordinal).ToList();
            if (code is null && ReferenceEquals(after, state) && call.Kind is not CallKind.Plan)
            {
                wrong ??= "writes though nothing changes";
            }
            else if (code is null && expected.SequenceEqual(found))
            {
                commit.Operation.IsDone = true;
                return commit.Blocks.Count > 0 || !after.Teams.ContainsKey(call.Team) || call.Team.Length == 0
                    ? after
                    : after.With(call.Team, after.Team(call.Team) with { Grants = current.Team(call.Team).Grants });
            }

            wrong ??= $"posts {All(found)}, must be {code ?? All(expected)}";
        }

        throw new Violation(wrong!);
    }

    /// <summary>R12: everything that expired longer ago than clocks can differ is posted as expired.</summary>
    private static Account OfExpiry(Commit commit, Account before)
    {
        foreach (var block in commit.Blocks)
        {
            var team = before.Team(block.Team);
            var over = team.Grants.Where(grant => grant.Expires <= commit.Now - s_clockTolerance).ToList();
            var lines = over.Select(grant => Lines.OfGrant("expired", grant, grant.Left)).Order(StringComparer.Ordinal);
            if (!lines.SequenceEqual(block.Sorted))
            {
                throw new Violation($"posts {All(block.Sorted)}, must be {All(lines)}");
            }

            before = before.With(block.Team, team with { Grants = team.Grants.RemoveRange(over) });
        }

        return before;
    }
}
