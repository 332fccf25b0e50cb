using FlexFunctions.Storage;

namespace FlexFunctions.App.Tests;

/// <summary>Counts the grants that go, and after each so many tells how much managed memory is in use.</summary>
internal sealed class GrantsGoneStore(IRowStore store, int every) : SharedStore(store)
{
    private readonly List<long> _memory = [];

    public int Gone { get; private set; }

    /// <summary>Bytes, garbage left out, after each so many grants.</summary>
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
