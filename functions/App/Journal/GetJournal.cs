using System.Globalization;
using FlexFunctions.Domain;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.App;

/// <summary>Gets the journal of a team, one page at a time, or exports it in canonical form (R20).</summary>
public sealed class GetJournal(LedgerEndpoint endpoint, JournalExport export)
{
    private const int BlocksPerPage = 100;

    /// <summary>A page ends with the block that reaches this number of postings.</summary>
    private const int PostingsPerPage = 500;

    /// <summary><c>GET /api/accounts/{account}/teams/{team}/journal?continuation=&amp;format=</c></summary>
    [Function(nameof(GetJournal))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/accounts/{account}/teams/{team}/journal")]
            HttpRequest request,
        string account,
        string team,
        CancellationToken cancellationToken
    )
    {
        var call = await endpoint.AuthorizeAsync(request, account, Role.Admin | Role.Operator, cancellationToken);
        return await call.ReadAsync(async ledger =>
        {
            if (await ledger.ReadTeamAsync(team) is not { } found)
            {
                return ApiAnswer.NotFound;
            }

            if (!TryParseBlock(request.Query["continuation"], out var from))
            {
                return ApiAnswer.InvalidContinuation;
            }

            switch (request.Query["format"].ToString())
            {
                case "":
                    break;
                case "export":
                    return new ApiAnswer.Other(export.Of(found));
                default:
                    return ApiAnswer.Invalid("format", "'format' must be export, or omitted.");
            }

            var blocks = TakePage(await ledger.ReadBlocksAsync(found.Team, from, BlocksPerPage));
            var next = blocks.Count == 0 ? from : blocks[^1].Number + 1;
            return ApiAnswer.Of(
                new JournalBody(
                    found.Team.Value,
                    found.Head.Hash.Value,
                    [.. blocks.SelectMany(PostingBody.Of)],
                    next < found.Head.NextBlock ? next.ToString(CultureInfo.InvariantCulture) : null
                )
            );
        });
    }

    private static List<JournalBlock> TakePage(IReadOnlyList<JournalBlock> blocks)
    {
        var postings = 0;
        return
        [
            .. blocks.TakeWhile(block => (postings += block.Postings.Length) - block.Postings.Length < PostingsPerPage),
        ];
    }

    private static bool TryParseBlock(string? text, out long number)
    {
        number = 1;
        return text is null
            || (
                long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number)
                && number is > 0 and < 1_000_000_000_000
            );
    }
}

/// <summary>A page of a team's journal.</summary>
/// <param name="Team">The team.</param>
/// <param name="Head">The hash of the last block of the journal.</param>
/// <param name="Postings">The postings of whole blocks, in order.</param>
/// <param name="Continuation">Gets the next page; omitted on the last page.</param>
public sealed record JournalBody(string Team, string Head, IReadOnlyList<PostingBody> Postings, string? Continuation);
