using FlexFunctions.Domain;
using FlexFunctions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.App;

/// <summary>Lists a team's warnings and the status of their mails (R17), newest first.</summary>
public sealed class ListWarnings(LedgerEndpoint calls)
{
    private const int PageSize = 50;
    private const int MaxContinuation = 200;

    /// <summary><c>GET /api/accounts/{account}/teams/{team}/warnings?continuation=</c></summary>
    [Function(nameof(ListWarnings))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/accounts/{account}/teams/{team}/warnings")]
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
            (transaction, ledger) => AnswerAsync(transaction, ledger.Team, request.Query["continuation"]),
            cancellationToken
        );

    private static async Task<ApiAnswer> AnswerAsync(LedgerReader reader, TeamId team, string? continuation)
    {
        if (continuation is not null && !IsKey(continuation))
        {
            return ApiAnswer.Invalid(
                "continuation",
                "'continuation' must be the value that an earlier page of this list returned."
            );
        }

        var warnings = await reader.ReadWarningsAsync(team, continuation, PageSize + 1);
        var page = new List<WarningsBody.WarningBody>();
        foreach (var warning in warnings.Take(PageSize))
        {
            var mails = await Task.WhenAll(warning.Mails.Select(reader.ReadMailAsync));
            page.Add(WarningsBody.Of(warning, mails.OfType<OutboxMail>()));
        }

        return ApiAnswer.Of(new WarningsBody(page, warnings.Count > PageSize ? warnings[PageSize - 1].Key : null));
    }

    private static bool IsKey(string text) =>
        text.Length is > 0 and <= MaxContinuation
        && text.All(character => character == '|' || Identifier.IsValid(character.ToString()));
}
