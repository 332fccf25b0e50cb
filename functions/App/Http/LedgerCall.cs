using FlexFunctions.Domain;
using FlexFunctions.Storage;
using Microsoft.AspNetCore.Http;

namespace FlexFunctions.App;

/// <summary>
/// A call about an account: load, decide and commit on the rows that are in the store now. A call that was denied or
/// refused returns that answer from <see cref="ReadAsync"/> and <see cref="CommitAsync"/>.
/// </summary>
public sealed class LedgerCall
{
    private readonly ApiCall _call;
    private readonly LedgerStore _ledger;
    private readonly string _account;
    private readonly DateTimeOffset _deadline;

    /// <summary>Creates a call.</summary>
    /// <param name="call">The HTTP call.</param>
    /// <param name="ledger">The ledger.</param>
    /// <param name="account">The account in the route; valid unless the call is answered.</param>
    /// <param name="deadline">When to stop retrying after lost races and failures of the store.</param>
    internal LedgerCall(ApiCall call, LedgerStore ledger, string account, DateTimeOffset deadline) =>
        (_call, _ledger, _account, _deadline) = (call, ledger, account, deadline);

    /// <summary>Reads the body. An invalid body answers the call.</summary>
    /// <param name="read">Reads the fields of the body.</param>
    public async Task<LedgerCall<T>> ReadBodyAsync<T>(Func<JsonBody, T> read)
    {
        T? body = default;
        await _call.RunAsync(async () =>
        {
            (body, var refusal) = await JsonBodyReader.ReadAsync(_call.Request, read, _call.CancellationToken);
            return refusal is null ? null : Problem.Of(refusal);
        });
        return new LedgerCall<T>(this, body!);
    }

    /// <summary>Reads the idempotency key and the body. An invalid or missing one answers the call.</summary>
    /// <param name="read">Reads the fields of the body.</param>
    /// <param name="requirement">Whether the caller must send a key.</param>
    /// <param name="resource">
    /// The operation and the resource that a key is valid for, as the rest of the path after the account, such as
    /// <c>orders/ord-1/return</c>.
    /// </param>
    public async Task<IdempotentCall<T>> ReadBodyAsync<T>(
        Func<JsonBody, T> read,
        IdempotencyKeyRequirement requirement,
        string resource
    )
    {
        Idempotency.Keys? keys = null;
        await _call.RunAsync(() =>
        {
            (keys, var refusal) = Idempotency.ReadKey(_call.Request, AccountId.Of(_account), resource, requirement);
            return Task.FromResult(refusal is null ? null : Problem.Of(refusal));
        });
        return new IdempotentCall<T>(await ReadBodyAsync(read), keys);
    }

    /// <summary>Reads from the ledger and answers.</summary>
    /// <param name="answer">Makes the answer; called again after a failure of the store.</param>
    public Task<IResult> ReadAsync(Func<LedgerReader, Task<ApiAnswer>> answer) =>
        _call.AnswerAsync(() => _ledger.ReadAsync(AccountId.Of(_account), answer, _deadline, _call.CancellationToken));

    /// <summary>Decides, commits what was written, and answers. A refusal must write nothing.</summary>
    /// <param name="decide">Reads, decides and writes; called again, on new rows, after a lost race.</param>
    public Task<IResult> CommitAsync(Func<LedgerTransaction, Task<ApiAnswer>> decide) =>
        _call.AnswerAsync(() =>
            _ledger.DecideAfreshAsync(AccountId.Of(_account), decide, _deadline, _call.CancellationToken)
        );
}

/// <summary>A call about an account, with its body.</summary>
public sealed class LedgerCall<T>
{
    private readonly LedgerCall _call;

    internal LedgerCall(LedgerCall call, T body) => (_call, Body) = (call, body);

    /// <summary>The body. Use it only in <see cref="CommitAsync"/>: a refused call has none.</summary>
    public T Body { get; }

    /// <inheritdoc cref="LedgerCall.CommitAsync"/>
    public Task<IResult> CommitAsync(Func<LedgerTransaction, Task<ApiAnswer>> decide) => _call.CommitAsync(decide);
}

/// <summary>A call that happens once, however often it is sent with the same idempotency key (R11).</summary>
public sealed class IdempotentCall<T>
{
    private readonly LedgerCall<T> _call;
    private readonly Idempotency.Keys? _keys;

    internal IdempotentCall(LedgerCall<T> call, Idempotency.Keys? keys) => (_call, _keys) = (call, keys);

    /// <summary>The body. Use it only in <see cref="CommitOnceAsync"/>: a refused call has none.</summary>
    public T Body => _call.Body;

    /// <summary>The key that the caller chose. Use it only where a key is required.</summary>
    public IdempotencyKey Key => _keys?.Key ?? throw new InvalidOperationException("The call has no idempotency key.");

    /// <summary>
    /// Decides, commits what was written together with the answer, and answers. The same call with the same key receives the
    /// stored answer, with <c>Idempotency-Replayed: true</c>. Refusals are not stored.
    /// </summary>
    /// <param name="decide">Reads, decides and writes; called again, on new rows, after a lost race.</param>
    public Task<IResult> CommitOnceAsync(Func<LedgerTransaction, Task<ApiAnswer>> decide) =>
        _keys is { } keys
            ? _call.CommitAsync(ledger => Idempotency.OnceAsync(ledger, keys, Body, () => decide(ledger)))
            : _call.CommitAsync(decide);
}
