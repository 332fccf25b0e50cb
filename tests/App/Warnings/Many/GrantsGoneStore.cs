using FlexFunctions.Storage;

namespace FlexFunctions.App.Tests;

/// <summary>Counts the deleted grants and measures managed memory at regular intervals.</summary>
internal sealed class GrantsGoneStore(IRowStore store, int every) : SharedStore(store)
{
    private readonly List<long> _memory = [];

    public int Gone { get; private set; }

    /// <summary>The managed memory in bytes, without garbage, at each interval.</summary>
    public IReadOnlyList<long> Memory => _memory;

    public override async Task<IReadOnlyList<string?>> CommitAsync(
        string table,
        string partition,
        IReadOnlyList<RowOperation> operations,
        CancellationToken cancellationToken
    )
    {
        var etags = await base.CommitAsync(table, partition, operations, cancellationToken);
        Gone += operations.Count(operation => operation is RowOperation.Delete && table == "Ledger");
        if (Gone / every > _memory.Count)
        {
            _memory.Add(GC.GetTotalMemory(forceFullCollection: true));
        }

        return etags;
    }
}
