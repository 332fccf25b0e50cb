using System.Globalization;
using FlexFunctions.Domain;
using FlexFunctions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.App;

/// <summary>Shows a team's journal, a page at a time, or exports it whole in its canonical form (R20).</summary>
public sealed class GetJournal(LedgerEndpoint calls, JournalExport export)
{
    private const int BlocksPerPage = 100;

    /// <summary>A page ends with the block that brings it to this many lines.</summary>
    private const int PostingsPerPage = 500;

    /// <summary><c>GET /api/accounts/{account}/teams/{team}/journal?continuation=&amp;format=</c></summary>
    [Function(nameof(GetJournal))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/accounts/{account}/teams/{team}/journal")]
            HttpRequest request,
        string account,
        string team,
        CancellationToken cancellationToken
    ) =>
        calls.AnswerAboutTeamAsync(
            request,
            Role.Admin | Role.Operator,
            account,
            team,
            (transaction, ledger) => AnswerAsync(transaction, ledger, request.Query),
            cancellationToken
        );

    private async Task<ApiAnswer> AnswerAsync(LedgerReader reader, TeamLedger team, IQueryCollection query)
    {
        if (!TryParseBlock(query["continuation"], out var from))
        {
            return ApiAnswer.Invalid(
                "continuation",
                "'continuation' must be what an earlier page of this journal ended with."
            );
        }

        switch (query["format"].ToString())
        {
            case "":
                break;
            case "export":
                return new ApiAnswer.Other(export.Of(team));
            default:
                return ApiAnswer.Invalid("format", "'format' must be export, or left out.");
        }

        var blocks = UpToAPage(await reader.ReadBlocksAsync(team.Team, from, BlocksPerPage));
        var next = blocks.Count == 0 ? from : blocks[^1].Number + 1;
        return ApiAnswer.Of(
            new JournalBody(
                team.Team.Value,
                team.Head.Hash.Value,
                [.. blocks.SelectMany(PostingBody.Of)],
                next < team.Head.NextBlock ? next.ToString(CultureInfo.InvariantCulture) : null
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
