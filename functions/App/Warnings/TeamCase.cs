using FlexFunctions.Domain;
using FlexFunctions.Storage;

namespace FlexFunctions.App;

/// <summary>A team that is to be warned now, with all that it is warned by.</summary>
/// <param name="Ledger">Its ledger.</param>
/// <param name="Policy">Its policy.</param>
/// <param name="Outlook">How it stands.</param>
/// <param name="History">What it spent of late.</param>
/// <param name="Expiring">Its orders that expire soon and of which it was not warned.</param>
/// <param name="Kinds">What it is to be warned of; none if nothing.</param>
internal sealed record TeamCase(
    TeamLedger Ledger,
    TeamPolicy Policy,
    Outlook Outlook,
    SpendHistory History,
    IReadOnlyList<Order> Expiring,
    IReadOnlyList<WarningKind> Kinds
)
{
    private const int HistoryDays = 28;

    /// <summary>How many rows warning it writes, without mails: its head, its warnings, its orders.</summary>
    public int Rows => 1 + Kinds.Count + (2 * Expiring.Count);

    /// <summary>The case of a team as it is now.</summary>
    public static async Task<TeamCase> ReadAsync(LedgerReader reader, TeamLedger ledger, IReadOnlyList<Order> expiring)
    {
        var policy = await reader.ReadPolicyAsync(ledger);
        var outlook = await reader.ReadOutlookAsync(ledger, policy);
        var kinds = ledger.Head.Alerts.Due(outlook).ToList();
        if (expiring.Count > 0)
        {
            kinds.Add(WarningKind.Expiring);
        }

        var history = await reader.ReadSpendAsync(ledger.Team, SpendHistory.DayOf(reader.Now), HistoryDays);
        return new TeamCase(ledger, policy, outlook, history, expiring, kinds);
    }

    /// <summary>The team as a mail tells of it.</summary>
    /// <param name="quote">What buying would cost.</param>
    /// <param name="now">The instant.</param>
    public WarnedTeam Told(QuoteBody? quote, DateTimeOffset now) =>
        new(
            Ledger.Team,
            Kinds,
            Outlook,
            [
                .. Ledger
                    .Pool.SpendableAt(now)
                    .Where(grant => grant.Key.ExpiresAt <= now.AddDays(Domain.Outlook.ExpiringDays))
                    .Select(grant => new ExpiringOrder(grant.Key.Order, grant.Value, grant.Key.ExpiresAt)),
            ],
            [.. Ledger.Pool.SpendableAt(now)],
            History,
            quote,
            Ledger.Head.Hash
        );
}
