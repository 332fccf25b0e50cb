using FlexFunctions.Domain;
using FlexFunctions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.App;

/// <summary>Lists the warnings of a team and the status of their mails (R17), one page at a time.</summary>
public sealed class ListWarnings(LedgerEndpoint endpoint)
{
    private const int PageSize = 50;
    private const int MaxContinuation = 200;

    /// <summary><c>GET /api/accounts/{account}/teams/{team}/warnings?continuation=</c></summary>
    [Function(nameof(ListWarnings))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/accounts/{account}/teams/{team}/warnings")]
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

            string? continuation = request.Query["continuation"];
            if (continuation is not null && !IsKey(continuation))
            {
                return ApiAnswer.InvalidContinuation;
            }

            var warnings = await ledger.ReadWarningsAsync(found.Team, continuation, PageSize + 1);
            var page = new List<WarningsBody.WarningBody>();
            foreach (var warning in warnings.Take(PageSize))
            {
                var mails = await Task.WhenAll(warning.Mails.Select(ledger.ReadMailAsync));
                page.Add(WarningsBody.Of(warning, mails.OfType<OutboxMail>()));
            }

            return ApiAnswer.Of(new WarningsBody(page, warnings.Count > PageSize ? warnings[PageSize - 1].Key : null));
        });
    }

    private static bool IsKey(string text) =>
        text.Length is > 0 and <= MaxContinuation
        && text.All(character => character == '|' || Identifier.IsValid(character.ToString()));
}
