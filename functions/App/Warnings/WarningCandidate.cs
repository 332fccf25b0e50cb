using FlexFunctions.Domain;
using FlexFunctions.Storage;

namespace FlexFunctions.App;

/// <summary>A team that may need a warning now, with the figures that the warning states.</summary>
/// <param name="Ledger">The team's ledger.</param>
/// <param name="Policy">The team's policy.</param>
/// <param name="BalanceStatus">The status of its balance.</param>
/// <param name="History">Its recent spending by day.</param>
/// <param name="Expiring">Its orders that expire soon and whose expiry warning has not been sent.</param>
/// <param name="Kinds">The warnings to send; empty if none is needed.</param>
internal sealed record WarningCandidate(
    TeamLedger Ledger,
    TeamPolicy Policy,
    BalanceStatus BalanceStatus,
    SpendHistory History,
    IReadOnlyList<Order> Expiring,
    IReadOnlyList<WarningKind> Kinds
)
{
    /// <summary>The number of rows that warning the team writes, without mails: header, warnings and orders.</summary>
    public int Rows => 1 + Kinds.Count + Expiring.Count;

    /// <summary>The identifiers of the warnings, as stored with a mail; unique among the team's pending warnings.</summary>
    public IEnumerable<string> Intents =>
        Kinds.SelectMany(kind =>
            kind == WarningKind.Expiring
                ? Expiring.Select(order => $"{Ledger.Team}:{kind}:{order.Id}")
                : [$"{Ledger.Team}:{kind}"]
        );

    /// <summary>Reads a team's policy and decides which warnings it needs now.</summary>
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

    /// <summary>Returns the team's entry in a digest.</summary>
    /// <param name="quote">The cost of buying more tokens; null if none is proposed.</param>
    /// <param name="now">The instant of the digest.</param>
    public WarnedTeam ToDigestEntry(QuoteBody? quote, DateTimeOffset now) =>
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
