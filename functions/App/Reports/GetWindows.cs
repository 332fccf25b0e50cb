using FlexFunctions.Domain;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.App;

/// <summary>Lists the charge windows of a team that run now (R20).</summary>
public sealed class GetWindows(LedgerEndpoint endpoint)
{
    /// <summary><c>GET /api/accounts/{account}/teams/{team}/windows</c></summary>
    [Function(nameof(GetWindows))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/accounts/{account}/teams/{team}/windows")]
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

            var windows = RunningWindows.None(ledger.Now);
            await foreach (var block in JournalReader.ReadSinceAsync(ledger, found, ledger.Now - RunningWindows.Reach))
            {
                windows = windows.With(block);
            }

            return ApiAnswer.Of(
                new WindowsBody(
                    ledger.Now,
                    [
                        .. windows
                            .Windows.Values.OrderBy(window => window.User.Value, StringComparer.Ordinal)
                            .ThenBy(window => window.Product.Value, StringComparer.Ordinal)
                            .Select(window => new WindowsBody.WindowBody(
                                window.User.Value,
                                window.Product.Value,
                                window.Window.Start,
                                window.Window.End,
                                window.Sequence
                            )),
                    ]
                )
            );
        });
    }
}

/// <summary>The charge windows of a team that run at an instant (R20).</summary>
/// <param name="At">The instant.</param>
/// <param name="Windows">The windows, sorted by user and product.</param>
public sealed record WindowsBody(DateTimeOffset At, IReadOnlyList<WindowsBody.WindowBody> Windows)
{
    /// <summary>A window.</summary>
    /// <param name="User">The user.</param>
    /// <param name="Product">The product.</param>
    /// <param name="Start">Its start.</param>
    /// <param name="End">Its end.</param>
    /// <param name="Sequence">The sequence number of its charge, which <c>charges/{sequence}</c> explains.</param>
    public sealed record WindowBody(
        string User,
        string Product,
        DateTimeOffset Start,
        DateTimeOffset End,
        long Sequence
    );
}
