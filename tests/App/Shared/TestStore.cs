using FlexFunctions.Storage;
using FlexFunctions.Storage.Tests;

namespace FlexFunctions.App.Tests;

/// <summary>A store that belongs to one test.</summary>
public sealed class TestStore : IDisposable
{
    private readonly TemporaryFolder? _folder;
    private readonly Func<int, string>? _through;

    private TestStore(string setting, TemporaryFolder? folder, Func<int, string>? through, int port) =>
        (Setting, _folder, _through, Port) = (setting, folder, through, port);

    /// <summary>The value of the setting <c>Storage</c> for a host that uses the store.</summary>
    public string Setting { get; }

    /// <summary>The port of Azurite, for a <see cref="FaultyProxy"/>; 0 for a file.</summary>
    public int Port { get; }

    /// <summary>Opens the same store again, as another instance does. The caller disposes of it.</summary>
    public IRowStore Open() => RowStores.Open(Setting);

    /// <summary>Opens the same store through a proxy in front of <see cref="Port"/>.</summary>
    /// <exception cref="InvalidOperationException">The store is a file.</exception>
    public IRowStore OpenThrough(FaultyProxy proxy) =>
        RowStores.Open((_through ?? throw new InvalidOperationException("A file has no port."))(proxy.Port));

    public void Dispose() => _folder?.Dispose();

    internal static TestStore InFile()
    {
        var folder = new TemporaryFolder();
        return new TestStore("sqlite:" + Path.Combine(folder.Path, "ledger.db"), folder, through: null, port: 0);
    }

    internal static TestStore InAccountOf(AzuriteServer azurite)
    {
        var account = azurite.NextAccount();
        return new TestStore(
            azurite.ConnectionStringOf(account, azurite.Port),
            folder: null,
            port => azurite.ConnectionStringOf(account, port),
            azurite.Port
        );
    }
}
