using System.Globalization;
using FlexFunctions.Domain;
using FlexFunctions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.App;

/// <summary>Shows a team's journal, a page at a time (R20).</summary>
public sealed class GetJournal(ApiEntry entry, LedgerStore ledger)
{
    private const int BlocksPerPage = 100;

    /// <summary>A page ends with the block that brings it to this many lines.</summary>
    private const int PostingsPerPage = 500;

    /// <summary><c>GET /api/accounts/{account}/teams/{team}/journal?continuation=</c></summary>
    [Function(nameof(GetJournal))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/accounts/{account}/teams/{team}/journal")]
            HttpRequest request,
        string account,
        string team,
        CancellationToken cancellationToken
    ) =>
        entry.AnswerAsync(
            request,
            Role.Admin | Role.Operator,
            account,
            call =>
                ledger.DecideAfreshAsync(
                    call.Account,
                    transaction => AnswerAsync(transaction, team, request.Query["continuation"]),
                    call.Deadline,
                    cancellationToken
                )
        );

    private static async Task<IResult> AnswerAsync(LedgerTransaction transaction, string team, string? continuation)
    {
        if (!Identifier.IsValid(team) || await transaction.ReadTeamAsync(TeamId.Of(team)) is not { } ledger)
        {
            return Problem.NotFound();
        }

        if (!TryParseBlock(continuation, out var from))
        {
            return Problem.Of(
                new Rejection(
                    ApiCode.InvalidField,
                    "'continuation' must be what an earlier page of this journal ended with.",
                    "continuation"
                )
            );
        }

        var blocks = UpToAPage(await transaction.ReadBlocksAsync(ledger.Team, from, BlocksPerPage));
        var next = blocks.Count == 0 ? from : blocks[^1].Number + 1;
        return ApiJson.Answer(
            new JournalBody(
                ledger.Team.Value,
                ledger.Head.Hash.Value,
                [.. blocks.SelectMany(PostingBody.Of)],
                next < ledger.Head.NextBlock ? next.ToString(CultureInfo.InvariantCulture) : null
            )
        );
    }

    private static List<JournalBlock> UpToAPage(IReadOnlyList<JournalBlock> blocks)
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
