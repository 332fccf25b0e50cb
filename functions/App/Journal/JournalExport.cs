using System.Text;
using FlexFunctions.Domain;
using FlexFunctions.Storage;
using Microsoft.AspNetCore.Http;

namespace FlexFunctions.App;

/// <summary>
/// Exports a journal in canonical form: one block per line, exactly the bytes that the hash chain covers
/// (<see cref="CanonicalJournal"/>). Reads one page at a time, so the length of the journal does not affect memory use.
/// </summary>
/// <param name="ledger">The ledger.</param>
/// <param name="time">The clock.</param>
public sealed class JournalExport(LedgerStore ledger, TimeProvider time)
{
    private const int PageSize = 100;
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(15);

    /// <summary>Returns the export of a team's journal up to its head.</summary>
    public IResult Of(TeamLedger team) => new StreamedAnswer(context => WriteAsync(context, team));

    private async Task WriteAsync(HttpContext context, TeamLedger team)
    {
        context.Response.ContentType = "application/x-ndjson; charset=utf-8";
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{team.Account}-{team.Team}.journal\"";
        for (var from = 1L; from < team.Head.NextBlock; )
        {
            var blocks = await ledger.ReadAsync(
                team.Account,
                reader => reader.ReadBlocksAsync(team.Team, from, PageSize),
                time.GetUtcNow() + s_timeout,
                context.RequestAborted
            );
            foreach (var block in blocks.Where(block => block.Number < team.Head.NextBlock))
            {
                await context.Response.WriteAsync(block.CanonicalText + "\n", Encoding.UTF8, context.RequestAborted);
            }

            from =
                blocks.Count > 0 ? blocks[^1].Number + 1 : throw new InvalidDataException($"Block {from} is missing.");
        }
    }
}
