using FlexFunctions.Domain;
using FlexFunctions.Storage;

namespace FlexFunctions.App;

/// <summary>The position in the journal of a team that a report is made at (R20).</summary>
/// <param name="Team">The team.</param>
/// <param name="Block">The number of the last block; 0 for none.</param>
/// <param name="Sequence">The sequence number of the last posting; 0 for none.</param>
internal sealed record JournalPosition(TeamLedger Team, long Block, long Sequence)
{
    /// <summary>Returns the end of a team's journal.</summary>
    public static JournalPosition EndOf(TeamLedger team) =>
        new(team, team.Head.NextBlock - 1, team.Head.NextSequence - 1);
}

/// <summary>Folds the journals of teams to usage reports (R20).</summary>
internal static class UsageReading
{
    /// <summary>A charge is posted at most this long before its window's day begins in some zone: zones and clocks.</summary>
    private static readonly TimeSpan s_earliest = TimeSpan.FromDays(1);

    /// <summary>
    /// Reads a page of a report. It reads the blocks from the first day on to the positions: a charge of a day can be
    /// reversed for as long as events of that day are accepted.
    /// </summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="positions">The teams and where to stop in their journals.</param>
    /// <param name="query">What the report is about.</param>
    /// <param name="after">The last row of the page before; null for the first page.</param>
    /// <param name="size">The most rows of the page.</param>
    public static async Task<UsageReport> ReadAsync(
        LedgerReader ledger,
        IReadOnlyList<JournalPosition> positions,
        UsageQuery query,
        UsageKey? after,
        int size
    )
    {
        var (report, prices) = (new UsageReport(query, after, size), new Dictionary<OrderId, Money>());
        foreach (var position in positions)
        {
            var first = await JournalReader.FindAsync(ledger, position.Team, StartOf(query.From));
            await foreach (var block in JournalReader.ReadAsync(ledger, position.Team.Team, first, position.Block))
            {
                foreach (var order in UsageReport.OrdersIn(block))
                {
                    if (!prices.ContainsKey(order))
                    {
                        prices[order] = await UnitPriceAsync(ledger, order);
                    }
                }

                report.Add(block, order => prices[order]);
            }
        }

        return report;
    }

    private static DateTimeOffset StartOf(DateOnly day)
    {
        var start = new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        return start - DateTimeOffset.MinValue < s_earliest ? DateTimeOffset.MinValue : start - s_earliest;
    }

    private static async Task<Money> UnitPriceAsync(LedgerReader ledger, OrderId order) =>
        (await ledger.ReadOrderAsync(order))?.UnitPrice
        ?? throw new InvalidDataException($"Order '{order}' paid, but does not exist.");
}
