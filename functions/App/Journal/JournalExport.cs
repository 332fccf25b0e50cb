using System.Text;
using FlexFunctions.Domain;
using FlexFunctions.Storage;
using Microsoft.AspNetCore.Http;

namespace FlexFunctions.App;

/// <summary>
/// Writes a journal in its canonical form: a block a line, exactly the bytes that the hash chain covers
/// (<see cref="CanonicalJournal"/>). It reads a page at a time, so that a journal of any length takes little memory; blocks
/// never change, so the pages are of one journal.
/// </summary>
/// <param name="ledger">The ledger.</param>
/// <param name="time">The clock.</param>
public sealed class JournalExport(LedgerStore ledger, TimeProvider time)
{
    private const int Page = 100;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);

    /// <summary>The export of a team's journal up to its head.</summary>
    public IResult Of(TeamLedger team) => new Export(this, team);

    private async Task WriteAsync(HttpContext context, TeamLedger team)
    {
        context.Response.ContentType = "application/x-ndjson; charset=utf-8";
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{team.Account}-{team.Team}.journal\"";
        for (var from = 1L; from < team.Head.NextBlock; )
        {
            var blocks = await ledger.DecideAfreshAsync(
                team.Account,
                transaction => transaction.ReadBlocksAsync(team.Team, from, Page),
                time.GetUtcNow() + s_patience,
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

    private sealed class Export(JournalExport export, TeamLedger team) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            try
            {
                await export.WriteAsync(httpContext, team);
            }
            catch (OperationCanceledException) when (httpContext.RequestAborted.IsCancellationRequested)
            {
                // The client left. An exception would count as a failed run.
            }
        }
    }
}
