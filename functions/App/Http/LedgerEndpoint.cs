using FlexFunctions.Domain;
using FlexFunctions.Storage;
using Microsoft.AspNetCore.Http;

namespace FlexFunctions.App;

/// <summary>
/// Calls that are decided on the ledger: the caller is told, the body read, and then load → decide → commit, on rows as
/// they are in the store now. A refusal writes nothing.
/// </summary>
/// <param name="entry">The one entry of every HTTP function.</param>
/// <param name="ledger">The ledger.</param>
public sealed class LedgerEndpoint(ApiEndpoint entry, LedgerStore ledger)
{
    /// <summary>Answers a call without a body.</summary>
    /// <param name="request">The call.</param>
    /// <param name="allowed">Who may make it.</param>
    /// <param name="account">The account as the route spells it.</param>
    /// <param name="decide">Reads, decides, and writes unless it refuses; called again when a race was lost.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<IResult> AnswerAsync(
        HttpRequest request,
        Role allowed,
        string account,
        Func<LedgerTransaction, Task<ApiAnswer>> decide,
        CancellationToken cancellationToken
    ) =>
        entry.AnswerAsync(
            request,
            allowed,
            account,
            async call => (await DecideAsync(call, decide, cancellationToken)).AsResult(),
            cancellationToken
        );

    /// <summary>Answers a call about a team; not found, if nobody has named it (R10).</summary>
    /// <inheritdoc cref="AnswerAsync"/>
    public Task<IResult> AnswerAboutTeamAsync(
        HttpRequest request,
        Role allowed,
        string account,
        string team,
        Func<LedgerTransaction, TeamLedger, Task<ApiAnswer>> decide,
        CancellationToken cancellationToken
    ) => AnswerAsync(request, allowed, account, AboutTeam(team, decide), cancellationToken);

    /// <summary>Answers a call with a body.</summary>
    /// <param name="request">The call.</param>
    /// <param name="allowed">Who may make it.</param>
    /// <param name="account">The account as the route spells it.</param>
    /// <param name="read">Reads the body's fields.</param>
    /// <param name="decide">Reads, decides, and writes unless it refuses; called again when a race was lost.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<IResult> AnswerAsync<T>(
        HttpRequest request,
        Role allowed,
        string account,
        Func<JsonBody, T> read,
        Func<LedgerTransaction, T, Task<ApiAnswer>> decide,
        CancellationToken cancellationToken
    ) =>
        entry.AnswerAsync(
            request,
            allowed,
            account,
            async call =>
            {
                var (wanted, refusal) = await JsonBodyReader.ReadAsync(request, read, cancellationToken);
                return refusal is null
                    ? (
                        await DecideAsync(call, transaction => decide(transaction, wanted), cancellationToken)
                    ).AsResult()
                    : Problem.Of(refusal);
            },
            cancellationToken
        );

    /// <summary>Answers a call with a body about a team; not found, if nobody has named it (R10).</summary>
    /// <inheritdoc cref="AnswerAsync{T}"/>
    public Task<IResult> AnswerAboutTeamAsync<T>(
        HttpRequest request,
        Role allowed,
        string account,
        string team,
        Func<JsonBody, T> read,
        Func<LedgerTransaction, TeamLedger, T, Task<ApiAnswer>> decide,
        CancellationToken cancellationToken
    ) =>
        AnswerAsync(
            request,
            allowed,
            account,
            read,
            (transaction, wanted) => AboutTeam(team, (again, ledger) => decide(again, ledger, wanted))(transaction),
            cancellationToken
        );

    /// <summary>
    /// Answers a call that must happen once however often it is sent with the same key: the answer is kept for ever, and
    /// given again with <c>Idempotency-Replayed: true</c>. Refusals are not kept.
    /// </summary>
    /// <param name="request">The call.</param>
    /// <param name="allowed">Who may make it.</param>
    /// <param name="account">The account as the route spells it.</param>
    /// <param name="key">Whether the caller must choose a key.</param>
    /// <param name="read">Reads the body's fields.</param>
    /// <param name="decide">Reads, decides, and writes unless it refuses; called again when a race was lost.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<IResult> AnswerOnceAsync<T>(
        HttpRequest request,
        Role allowed,
        string account,
        IdempotencyKeyRequirement key,
        Func<JsonBody, T> read,
        Func<LedgerTransaction, T, IdempotencyKey?, Task<ApiAnswer>> decide,
        CancellationToken cancellationToken
    ) =>
        entry.AnswerAsync(
            request,
            allowed,
            account,
            async call =>
            {
                var (chosen, keyRefusal) = Idempotency.KeyOf(call, key);
                var (wanted, bodyRefusal) = await JsonBodyReader.ReadAsync(request, read, cancellationToken);
                if ((keyRefusal ?? bodyRefusal) is { } refusal)
                {
                    return Problem.Of(refusal);
                }

                var answer = await DecideAsync(
                    call,
                    transaction =>
                        chosen is { } known
                            ? Idempotency.OnceAsync(
                                transaction,
                                known,
                                wanted,
                                () => decide(transaction, wanted, known)
                            )
                            : decide(transaction, wanted, null),
                    cancellationToken
                );
                return answer.AsResult();
            },
            cancellationToken
        );

    private static Func<LedgerTransaction, Task<ApiAnswer>> AboutTeam(
        string team,
        Func<LedgerTransaction, TeamLedger, Task<ApiAnswer>> decide
    ) =>
        async transaction =>
            Identifier.IsValid(team) && await transaction.ReadTeamAsync(TeamId.Of(team)) is { } ledger
                ? await decide(transaction, ledger)
                : ApiAnswer.NotFound;

    private Task<ApiAnswer> DecideAsync(
        ApiCall call,
        Func<LedgerTransaction, Task<ApiAnswer>> decide,
        CancellationToken cancellationToken
    ) => ledger.DecideAfreshAsync(call.Account, decide, call.Deadline, cancellationToken);
}
