using FlexFunctions.Domain;
using FlexFunctions.Storage;

namespace FlexFunctions.App;

/// <summary>A team that is to be warned now, with all that it is warned by.</summary>
/// <param name="Ledger">Its ledger.</param>
/// <param name="Policy">Its policy.</param>
/// <param name="BalanceStatus">How it stands.</param>
/// <param name="History">What it spent of late.</param>
/// <param name="Expiring">Its orders that expire soon and of which it was not warned.</param>
/// <param name="Kinds">What it is to be warned of; none if nothing.</param>
internal sealed record WarningCandidate(
    TeamLedger Ledger,
    TeamPolicy Policy,
    BalanceStatus BalanceStatus,
    SpendHistory History,
    IReadOnlyList<Order> Expiring,
    IReadOnlyList<WarningKind> Kinds
)
{
    /// <summary>How many rows warning it writes, without mails: its head, its warnings, its orders.</summary>
    public int Rows => 1 + Kinds.Count + Expiring.Count;

    /// <summary>What it is warned of, as mails note it; no two warnings of a team have the same.</summary>
    public IEnumerable<string> Intents =>
        Kinds.SelectMany(kind =>
            kind == WarningKind.Expiring
                ? Expiring.Select(order => $"{Ledger.Team}:{kind}:{order.Id}")
                : [$"{Ledger.Team}:{kind}"]
        );

    /// <summary>The case of a team as it is now.</summary>
    public static async Task<WarningCandidate> ReadAsync(
        LedgerReader reader,
        TeamLedger ledger,
        IReadOnlyList<Order> expiring
    )
    {
        var policy = await reader.ReadPolicyAsync(ledger);
        var status = Domain.BalanceStatus.Of(ledger.Head, ledger.Pool, policy, reader.Now);
        var kinds = ledger.Head.Alerts.Due(status).ToList();
        if (expiring.Count > 0)
        {
            kinds.Add(WarningKind.Expiring);
        }

        var first = SpendHistory.DayOf(reader.Now).AddDays(1 - SpendHistory.RecentDays);
        return new WarningCandidate(ledger, policy, status, ledger.Head.Recent.Since(first), expiring, kinds);
    }

    /// <summary>The team as a mail tells of it.</summary>
    /// <param name="quote">What buying would cost.</param>
    /// <param name="now">The instant.</param>
    public WarnedTeam Told(QuoteBody? quote, DateTimeOffset now) =>
        new(
            Ledger.Team,
            Kinds,
            BalanceStatus,
            [
                .. Ledger
                    .Pool.SpendableAt(now)
                    .Where(grant => grant.Key.ExpiresAt <= now.AddDays(Domain.BalanceStatus.ExpiringDays))
                    .Select(grant => new ExpiringOrder(grant.Key.Order, grant.Value, grant.Key.ExpiresAt)),
            ],
            [.. Ledger.Pool.SpendableAt(now)],
            History,
            quote,
            Ledger.Head.Hash
        );
}
