namespace FlexFunctions.Storage.Tests;

/// <summary>Runs one Azurite for all tests of the collection.</summary>
public sealed class AzuriteFixture : IAsyncLifetime
{
    public AzuriteServer Server { get; private set; } = null!;

    public async Task InitializeAsync() => Server = await AzuriteServer.StartAsync();

    public Task DisposeAsync()
    {
        // Null if it did not start; that failure is already reported.
        Server?.Dispose();
        return Task.CompletedTask;
    }
}

/// <summary>The tests that share one Azurite.</summary>
[CollectionDefinition(Name)]
public sealed class AzuriteCollection : ICollectionFixture<AzuriteFixture>
{
    public const string Name = "Azurite";
}
