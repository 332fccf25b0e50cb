using System.Diagnostics;
using FlexFunctions.Domain;

namespace FlexFunctions.Storage;

/// <summary>
/// One attempt at a decision on an account's rows. Its writes are committed together, on the ETags of the rows that it
/// read, or not at all.
/// </summary>
public sealed class LedgerTransaction : LedgerWriter
{
    private readonly IRowStore _rows;
    private readonly DueTable _due;
    private readonly ReadSet _read;
    private readonly CancellationToken _cancellationToken;
    private string _bearer = "";
    private string _id = "";

    internal LedgerTransaction(
        IRowStore rows,
        DueTable due,
        AccountId account,
        ReadSet read,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
        : base(account, read, now) => (_rows, _due, _read, _cancellationToken) = (rows, due, read, cancellationToken);

    /// <summary>
    /// The id of the commit, which is property <c>Commit</c> of one of its rows; null if nothing was written.
    /// </summary>
    public string? Id => _id.Length > 0 ? _id : null;

    /// <summary>Commits the writes, if there are any.</summary>
    /// <exception cref="RowConflictException">A row has changed since it was read.</exception>
    /// <exception cref="LedgerBrokenException">The ledger of a team does not add up.</exception>
    /// <exception cref="RowStoreException">The store failed; <see cref="IsAppliedAsync"/> detects a lost answer.</exception>
    internal async Task CommitAsync()
    {
        List<RowOperation> operations = [.. Appended, .. Staged.SelectMany(unit => Operations(unit.Key, unit.Value))];
        if (operations.Count == 0)
        {
            return;
        }

        if (!MayWriteBroken && _read.Teams.FirstOrDefault(team => team.Head.Fault is not null) is { } broken)
        {
            throw new LedgerBrokenException(broken.Team, broken.Head.Fault!);
        }

        foreach (var entry in Announced)
        {
            // Before the commit that makes it true: a superfluous entry is harmless, a missing one is not.
            await _due.AnnounceAsync(entry, _cancellationToken);
        }

        (var marked, _bearer, _id) = CommitId.Mark(operations);
        using var span = Instrumentation.Traces.StartActivity("commit ledger", ActivityKind.Client);
        span?.SetTag("flex.account", Account.Value).SetTag("flex.commit", _id).SetTag("flex.rows", marked.Count);
        try
        {
            var etags = await _rows.CommitAsync(RowKeys.Table, Account.Value, marked, _cancellationToken);
            Remember(marked, etags);
        }
        catch (RowConflictException conflict)
        {
            // Not an error: the decision is repeated.
            span?.SetTag("flex.conflict", true);
            _read.Forget(RowKeys.UnitOf(conflict.Key));
            throw;
        }
        catch (RowStoreException failure)
        {
            span?.SetTag("error.type", failure.MayHaveBeenApplied ? "answer-lost" : "store-failed")
                .SetStatus(ActivityStatusCode.Error);
            foreach (var unit in Staged.Keys)
            {
                _read.Forget(unit);
            }

            throw;
        }
    }

    /// <summary>Returns true if the commit was applied, although its answer was lost.</summary>
    /// <exception cref="RowStoreException">The outcome is still unknown.</exception>
    internal async Task<bool> IsAppliedAsync()
    {
        var row = await _rows.ReadAsync(RowKeys.Table, Account.Value, _bearer, _cancellationToken);
        return row is not null && row.Properties.TryGetValue(CommitId.Property, out var found) && _id.Equals(found);
    }

    private IEnumerable<RowOperation> Operations(string unit, StagedUnit staged)
    {
        var etags = _read.Known(unit).ETags;
        return staged
            .Rows.Select(row =>
                etags.TryGetValue(row.Key, out var etag)
                    ? (RowOperation)new RowOperation.Replace(row, etag)
                    : new RowOperation.Insert(row)
            )
            .Concat(staged.Deleted.Select(key => new RowOperation.Delete(key, etags[key])));
    }

    private void Remember(List<RowOperation> operations, IReadOnlyList<string?> etags)
    {
        var written = operations
            .Zip(etags)
            .ToDictionary(pair => pair.First.Key, pair => pair.Second!, StringComparer.Ordinal);
        foreach (var (unit, staged) in Staged)
        {
            var rows = staged.Rows.Select(row => KeyValuePair.Create(row.Key, written[row.Key]));
            _read.Remember(unit, staged.Value, rows, staged.Deleted);
        }
    }
}
