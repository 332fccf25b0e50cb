using System.Globalization;

namespace FlexFunctions.Simulation.Audit;

/// <content>Warnings and their mails (R17).</content>
internal sealed partial class Auditor
{
    private readonly Dictionary<string, (string Recipient, string Status)> _mails = [];
    private readonly HashSet<string> _taken = [];

    /// <summary>Checks a mail that the mail service accepted.</summary>
    public void Mailed(string operation, string recipient) =>
        Guard(
            $"mail {operation}",
            () =>
            {
                if (!_mails.TryGetValue(operation, out var decided) || decided.Recipient != recipient)
                {
                    throw new Violation($"to {recipient} was never decided");
                }

                if (!_taken.Add(operation))
                {
                    throw new Violation($"to {recipient} is sent twice, although the service knew it");
                }
            }
        );

    private Account OfWarning(Commit commit, Account before)
    {
        foreach (var (_, row) in commit.Of("mail"))
        {
            _mails[(string)row!["OperationId"]] = ((string)row["Recipient"], (string)row["Status"]);
        }

        foreach (var ofTeam in commit.Of("warning").GroupBy(row => row.Key[1]).ToList())
        {
            before = Warn(commit, before, ofTeam.Key, [.. ofTeam.Select(row => row.Row!)]);
        }

        return before;
    }

    private static Account Warn(
        Commit commit,
        Account before,
        string id,
        List<IReadOnlyDictionary<string, object>> warnings
    )
    {
        var team = before.Team(id);
        var (low, runsOut) = Alerts.Of(team, commit.Now);
        var due = new List<string>();
        if (low && !team.WarnedLow)
        {
            due.Add("LowBalance");
        }

        if (runsOut && !team.WarnedRunOut)
        {
            due.Add("RunOut");
        }

        var expiring = warnings
            .Where(row => (string)row["Kind"] == "Expiring")
            .SelectMany(row => ((string)row["Orders"]).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .ToList();
        var found = warnings.Select(row => (string)row["Kind"]).Where(kind => kind != "Expiring");
        if (!found.Order(StringComparer.Ordinal).SequenceEqual(due.Order(StringComparer.Ordinal)))
        {
            throw new Violation($"warns {id} of {All(found)}, must be {All(due)}");
        }

        foreach (var order in expiring)
        {
            before = WarnOfExpiry(commit, before, id, order);
        }

        foreach (var warning in warnings)
        {
            var mails = ((string)warning["Mails"]).Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var recipients = mails.Select(mail => (string)commit.Rows[$"mail|{mail}"]!["Recipient"]);
            if (
                !recipients
                    .Order(StringComparer.Ordinal)
                    .SequenceEqual(team.Policy.Recipients.Order(StringComparer.Ordinal))
            )
            {
                throw new Violation(
                    $"mails a warning of {id} to {All(recipients)}, must be {All(team.Policy.Recipients)}"
                );
            }
        }

        return before.With(
            id,
            team with
            {
                WarnedLow = team.WarnedLow || due.Contains("LowBalance"),
                WarnedRunOut = team.WarnedRunOut || due.Contains("RunOut"),
            }
        );
    }

    private static Account WarnOfExpiry(Commit commit, Account before, string team, string id)
    {
        var order = before.Orders[id];
        var left = before.Team(team).Grants.Find(grant => grant.Order == id)?.Left ?? 0;
        if (
            order.ExpiryWarned
            || order.Team != team
            || left == 0
            || commit.Now < order.Expires.AddDays(-30)
            || commit.Now >= order.Expires
        )
        {
            throw new Violation($"warns {team} that {id} expires at {order.Expires:O}, of which {left} are left");
        }

        return before with
        {
            Orders = before.Orders.SetItem(id, order with { ExpiryWarned = true }),
        };
    }

    /// <summary>
    /// Checks the end of a run, after the timers have run: every due warning was sent, every expiry posted, and every mail
    /// sent or given up.
    /// </summary>
    /// <param name="now">The instant of the last run of the timers, by the slowest clock.</param>
    public void CheckAtRest(DateTimeOffset now) =>
        Guard(
            "at rest",
            () =>
            {
                foreach (var (id, account) in Accounts.Select(id => (id, Account(id))))
                {
                    foreach (var (name, team) in account.Teams.Where(team => team.Key != Audit.Account.NoTeam))
                    {
                        CheckAtRest($"{id}/{name}", team, account, now);
                    }
                }

                var waiting = _mails.Where(mail => mail.Value.Status is "Waiting" or "Sending").ToList();
                if (waiting.Count > 0)
                {
                    throw new Violation($"{waiting.Count} mails wait, the first to {waiting[0].Value.Recipient}");
                }

                var lost = _mails.Where(mail => mail.Value.Status == "Sent" && !_taken.Contains(mail.Key)).ToList();
                if (lost.Count > 0)
                {
                    throw new Violation($"a mail to {lost[0].Value.Recipient} is marked as sent but was not sent");
                }
            }
        );

    private static void CheckAtRest(string name, Team team, Account account, DateTimeOffset now)
    {
        var (low, _) = Alerts.Of(team, now);
        if (low && !team.WarnedLow)
        {
            throw new Violation(
                $"{name} is low at {now.ToString("O", CultureInfo.InvariantCulture)} and was not warned"
            );
        }

        foreach (var grant in team.Grants.Where(grant => !grant.IsCredit && grant.Left > 0))
        {
            if (now >= grant.Expires + s_clockTolerance + s_clockTolerance)
            {
                throw new Violation($"{name}: {grant.Order} expired at {grant.Expires:O} and is not posted as expired");
            }

            var order = account.Orders[grant.Order];
            if (now > grant.Expires.AddDays(-30).AddMinutes(10) && now < grant.Expires && !order.ExpiryWarned)
            {
                throw new Violation($"{name} was not warned that {grant.Order} expires at {grant.Expires:O}");
            }
        }
    }
}
