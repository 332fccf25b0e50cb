using FlexFunctions.ReferenceModel;

namespace FlexFunctions.Simulation.Audit;

/// <summary>
/// Predicts all postings, answers and mails from the messages and calls, in the order of the commits. It forgets nothing,
/// computes everything from scratch, and shares no code with the product.
/// </summary>
/// <param name="options">The settings.</param>
/// <param name="prices">The prices.</param>
/// <param name="isCalm">True if the store never fails, so that no message may wait for long, whatever other messages do.</param>
internal sealed partial class Auditor(ReferenceOptions options, PriceBook prices, bool isCalm)
{
    private static readonly TimeSpan s_longestInCalm = TimeSpan.FromHours(1);

    /// <summary>How old the policy and invoices of a decision may be, including clock skew and latency.</summary>
    private static readonly TimeSpan s_remembered = TimeSpan.FromSeconds(150);

    private readonly Dictionary<(string Account, string Meter), DateTimeOffset> _damaged = [];
    private readonly List<string> _trace = [];
    private readonly Dictionary<string, List<(Account State, DateTimeOffset Since)>> _histories = [];

    /// <summary>The number of audited commits.</summary>
    public int Commits { get; private set; }

    /// <summary>The first violation; null if there is none.</summary>
    public Violation? Found { get; private set; }

    /// <summary>Everything that the auditor saw, in order; the same each time a story is played, in any process.</summary>
    public IReadOnlyList<string> Trace => _trace;

    /// <summary>Returns the current state of an account.</summary>
    public Account Account(string id) => History(id)[^1].State;

    /// <summary>The accounts that have commits.</summary>
    public IEnumerable<string> Accounts => _histories.Keys;

    /// <summary>Records the beginning of an operation.</summary>
    public void Begun(SimulatedOperation operation)
    {
        var accounts = operation.Messages.SelectMany(message => message.Events).Select(sent => sent.Account);
        foreach (var account in accounts.Append(operation.Asked?.Account ?? "").Distinct().Where(id => id.Length > 0))
        {
            operation.VersionsAtBegin[account] = History(account).Count - 1;
        }
    }

    /// <summary>Checks a commit.</summary>
    public void Committed(Commit commit) =>
        Guard($"{commit.Operation} at {commit.TrueTime:O}", () => Judge(commit), commit.Digest);

    /// <summary>Records that a meter is damaged until an instant, so that messages about it may fail.</summary>
    public void Damaged(string account, string meter, DateTimeOffset until) => _damaged[(account, meter)] = until;

    /// <summary>Checks an answer 503: while the store works, no number of calls makes a decision fail.</summary>
    public void Unavailable(SimulatedOperation operation) =>
        Guard(
            $"{operation}",
            () =>
            {
                if (isCalm)
                {
                    throw new Violation("is answered 503, although the store works");
                }
            }
        );

    /// <summary>Checks calls that were made at the same time about the same money: they queue up instead of racing.</summary>
    /// <param name="calls">The number of calls.</param>
    /// <param name="operations">The tries of all calls.</param>
    public void Rushed(int calls, IReadOnlyCollection<SimulatedOperation> operations) =>
        Guard(
            $"a rush of {calls} calls",
            () =>
            {
                var conflicts = operations.Sum(operation => operation.Conflicts);
                if (isCalm && conflicts > calls / 2)
                {
                    throw new Violation($"has {conflicts} conflicts");
                }
            }
        );

    /// <summary>Reports a message that the queue dead-letters after too many deliveries. No fault may cause that.</summary>
    public void DeliveredTooOften(SentMessage message) =>
        Guard($"message {message.Number}", () => throw new Violation("was delivered too often"));

    /// <summary>Checks the settlement of a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="code">The code with which it was dead-lettered; null if it was completed.</param>
    /// <param name="operation">The operation that settled it.</param>
    /// <param name="age">How long it was in the queue.</param>
    public void Settled(SentMessage message, string? code, SimulatedOperation operation, TimeSpan age) =>
        Guard(
            $"message {message.Number} by {operation}",
            () =>
            {
                if (isCalm && age > s_longestInCalm)
                {
                    throw new Violation($"is held up for {age}");
                }

                if (code == SentMessage.ProcessingFailed && message.Events.Any(sent => MayFail(sent, operation)))
                {
                    return;
                }

                if (message.Flaw is not null)
                {
                    CheckCode(code, [SentMessage.Malformed]);
                    return;
                }

                // The code of the first rejected event, which may depend on the order of concurrent commits.
                var legal = new List<string?>();
                foreach (var codes in message.Events.Select(sent => OutcomesOf(message, sent, operation)))
                {
                    legal.AddRange(codes.OfType<string>());
                    if (!codes.Contains(null))
                    {
                        CheckCode(code, legal);
                        return;
                    }
                }

                CheckCode(code, [.. legal, null]);
            },
            $"settled {code}"
        );

    /// <summary>Returns true if an event could not be decided by an operation, because its meter is damaged.</summary>
    private bool MayFail(SentEvent sent, SimulatedOperation operation) =>
        _damaged.TryGetValue((sent.Account, MeterKey(sent)), out var until) && operation.Begun < until;

    private static string MeterKey(SentEvent sent) => $"meter|{sent.Team}|{Lines.Lower(sent.User)}|{sent.Product}";

    private static void CheckCode(string? code, List<string?> legal)
    {
        if (!legal.Contains(code))
        {
            throw new Violation($"is settled by '{code}', must be '{string.Join("' or '", legal.Distinct())}'");
        }
    }

    private List<(Account State, DateTimeOffset Since)> History(string account)
    {
        if (!_histories.TryGetValue(account, out var history))
        {
            _histories.Add(account, history = [(new Account(), DateTimeOffset.MinValue)]);
        }

        return history;
    }

    private void Guard(string what, Action judge, string more = "")
    {
        _trace.Add($"{what} {more}");
        if (Found is not null)
        {
            return;
        }

        try
        {
            judge();
        }
        catch (Violation violation)
        {
            Found = new Violation($"{what}: {violation.Message}");
        }
    }

    private void Judge(Commit commit)
    {
        Commits++;
        var history = History(commit.Account);
        var before = history[^1].State;
        var after = commit.Operation.Kind switch
        {
            OperationKind.Usage => OfUsage(commit, history),
            OperationKind.Call => OfCall(commit, history),
            OperationKind.Expire => OfExpiry(commit, before),
            OperationKind.Warn => OfWarning(commit, before),
            _ => before,
        };
        after = commit.Blocks.Aggregate(
            after,
            (account, block) => account.With(block.Team, Post(account.Team(block.Team), block, commit))
        );
        if (commit.Operation is { Kind: OperationKind.Call, Asked: { Kind: CallKind.Policy or CallKind.Plan } call })
        {
            after = after.With(call.Team, Alerts.After(after.Team(call.Team), commit.Now));
        }

        history.Add((after, commit.TrueTime));
        CheckHeads(commit, after);
    }

    /// <summary>Checks that a block follows the one before it (R18), and updates what warnings depend on (R17).</summary>
    private static Team Post(Team team, Block block, Commit commit)
    {
        var at = commit.Now > team.PostedAt ? commit.Now : team.PostedAt;
        if ((block.Number, block.First, block.Previous, block.At) != (team.Blocks + 1, team.Lines + 1, team.Hash, at))
        {
            throw new Violation($"block {block.Number} of {block.Team} at {block.At:O} does not follow {team.Blocks}");
        }

        var day = DateOnly.FromDateTime(at.UtcDateTime);
        team = team with
        {
            Blocks = block.Number,
            Lines = team.Lines + block.Postings.Count,
            Hash = block.Hash,
            PostedAt = at,
            Net = (team.Net.Tokens + block.Net(credit: false), team.Net.Credits + block.Net(credit: true)),
            FirstCharge = team.FirstCharge ?? (block.Has("charged", "result") ? at : null),
            Spent = team.Spent.SetItem(day, team.Spent.GetValueOrDefault(day) + block.Spent),
            UsableAfterLastGrant = block.Has("bought", "movedIn") ? team.Usable(at) : team.UsableAfterLastGrant,
        };
        return block.Team == Audit.Account.NoTeam ? team : Alerts.After(team, commit.Now);
    }

    private static void CheckHeads(Commit commit, Account after)
    {
        foreach (var (key, row) in commit.Of("team").Where(row => row.Key[2] == "head"))
        {
            var team = after.Team(key[1]);
            var (balance, credits) = ((long)row!["Balance"], (long)row["Credits"]);
            if ((balance, credits) != (team.Left(false), team.Left(true)) || (balance, credits) != team.Net)
            {
                throw new Violation(
                    $"{key[1]} has {balance} and {credits} credits left, must be {team.Left(false)} and {team.Left(true)}, "
                        + $"by the journal {team.Net}"
                );
            }

            var (low, runOut) = ((long)row["WarnedLow"] == 1, (long)row["WarnedRunOut"] == 1);
            if ((low, runOut) != (team.WarnedLow, team.WarnedRunOut))
            {
                throw new Violation(
                    $"{key[1]} has the alerts ({low}, {runOut}), must be ({team.WarnedLow}, {team.WarnedRunOut})"
                );
            }

            if (row.ContainsKey("Fault"))
            {
                throw new Violation($"{key[1]} is marked as broken: {row["Fault"]}");
            }
        }
    }
}
