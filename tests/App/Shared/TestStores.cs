using FlexFunctions.Storage.Tests;

namespace FlexFunctions.App.Tests;

/// <summary>
/// Opens stores for tests, one of its own for each: a file, or an account of the one Azurite that all tests of the
/// collection share, started when the first needs it.
/// </summary>
public sealed class TestStores : IDisposable
{
    /// <summary>The collection of the tests that use it.</summary>
    public const string Collection = "Stores";

    private readonly Lazy<Task<AzuriteServer>> _azurite = new(AzuriteServer.StartAsync);

    /// <summary>Opens an empty store; disposed after the instances that use it.</summary>
    public async Task<TestStore> OpenAsync(StoreKind kind) =>
        kind switch
        {
            StoreKind.Sqlite => TestStore.InFile(),
            StoreKind.Azurite => TestStore.InAccountOf(await _azurite.Value),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };

    public void Dispose()
    {
        // One that did not start has been reported by the tests that needed it.
        if (_azurite is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            _azurite.Value.Result.Dispose();
        }
    }
}

/// <summary>The tests that share <see cref="TestStores"/>; one after the other, so that races have the machine.</summary>
[CollectionDefinition(TestStores.Collection)]
public sealed class TestStoresCollection : ICollectionFixture<TestStores>;
