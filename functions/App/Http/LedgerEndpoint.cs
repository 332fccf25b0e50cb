using FlexFunctions.Storage;
using Microsoft.AspNetCore.Http;

namespace FlexFunctions.App;

/// <summary>The entry point of HTTP functions that read or change the ledger of an account.</summary>
/// <param name="endpoint">Authorizes callers.</param>
/// <param name="ledger">The ledger.</param>
/// <param name="time">The clock.</param>
public sealed class LedgerEndpoint(ApiEndpoint endpoint, LedgerStore ledger, TimeProvider time)
{
    /// <summary>The time a call may spend on retries after lost races and failures of the store.</summary>
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(15);

    /// <summary>Starts a call about an account, and answers it if the caller may not make it.</summary>
    /// <inheritdoc cref="ApiEndpoint.AuthorizeAsync(HttpRequest, string, Role, CancellationToken)"/>
    public async Task<LedgerCall> AuthorizeAsync(
        HttpRequest request,
        string account,
        Role allowed,
        CancellationToken cancellationToken
    )
    {
        var call = await endpoint.AuthorizeAsync(request, account, allowed, cancellationToken);
        return new LedgerCall(call, ledger, account, time.GetUtcNow() + s_timeout);
    }
}
