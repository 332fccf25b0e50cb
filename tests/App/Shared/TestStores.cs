using FlexFunctions.Storage.Tests;

namespace FlexFunctions.App.Tests;

/// <summary>
/// Opens a separate store for each test: a file, or an account in Azurite. The tests of the collection share one Azurite, which
/// starts when the first test needs it.
/// </summary>
public sealed class TestStores : IDisposable
{
    /// <summary>The name of the collection of tests that use it.</summary>
    public const string Collection = "Stores";

    private readonly Lazy<Task<AzuriteServer>> _azurite = new(AzuriteServer.StartAsync);

    /// <summary>Opens an empty store. Dispose of it after the instances that use it.</summary>
    public async Task<TestStore> OpenAsync(StoreKind kind) =>
        kind switch
        {
            StoreKind.Sqlite => TestStore.InFile(),
            StoreKind.Azurite => TestStore.InAccountOf(await _azurite.Value),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };

    public void Dispose()
    {
        // If Azurite did not start, the tests that need it have failed already.
        if (_azurite is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            _azurite.Value.Result.Dispose();
        }
    }
}

/// <summary>The tests that share <see cref="TestStores"/>. They run one after the other, so that races get all cores.</summary>
[CollectionDefinition(TestStores.Collection)]
public sealed class TestStoresCollection : ICollectionFixture<TestStores>;
