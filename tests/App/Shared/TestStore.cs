using FlexFunctions.Storage;
using FlexFunctions.Storage.Tests;

namespace FlexFunctions.App.Tests;

/// <summary>A store of a test's own.</summary>
public sealed class TestStore : IDisposable
{
    private readonly TemporaryFolder? _folder;
    private readonly Func<int, string>? _through;

    private TestStore(string setting, TemporaryFolder? folder, Func<int, string>? through, int port) =>
        (Setting, _folder, _through, Port) = (setting, folder, through, port);

    /// <summary>The setting <c>Storage</c> of a host that uses it.</summary>
    public string Setting { get; }

    /// <summary>Where Azurite listens, for a <see cref="FaultyProxy"/>; 0 for a file.</summary>
    public int Port { get; }

    /// <summary>Another way to the same rows, as another instance has; who is given it disposes of it.</summary>
    public IRowStore Open() => RowStores.Open(Setting);

    /// <summary>A way to the same rows through a proxy before <see cref="Port"/>.</summary>
    /// <exception cref="InvalidOperationException">A file is not reached through a port.</exception>
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
