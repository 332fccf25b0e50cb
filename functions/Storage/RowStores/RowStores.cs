using Azure.Core;
using Azure.Identity;

namespace FlexFunctions.Storage;

/// <summary>Opens the row store that a setting names.</summary>
public static class RowStores
{
    private const string Sqlite = "sqlite:";
    private const string Forms =
        "Use sqlite:PATH, sqlite::memory:, UseDevelopmentStorage=true (Azurite), a storage account's connection string, or "
        + "its table endpoint https://ACCOUNT.table.core.windows.net.";

    /// <summary>
    /// Opens the store named by the setting `Storage`: <c>sqlite:PATH</c>, <c>sqlite::memory:</c>,
    /// <c>UseDevelopmentStorage=true</c> (Azurite on its usual port), a connection string, or the https address of an
    /// account's table endpoint, reached as the program's own identity.
    /// </summary>
    /// <param name="setting">The setting's value. It may contain a key, so no error repeats it.</param>
    /// <param name="credential">
    /// The program's identity, for an account given by its address; <see cref="DefaultAzureCredential"/> if null.
    /// </param>
    /// <returns>The store. A SQLite store is <see cref="IDisposable"/>; its owner disposes of it.</returns>
    /// <exception cref="ArgumentException">The setting names no store; the message lists the valid forms.</exception>
    /// <exception cref="RowStoreException">The SQLite file cannot be opened.</exception>
    public static IRowStore Open(string setting, TokenCredential? credential = null)
    {
        if (string.IsNullOrWhiteSpace(setting))
        {
            throw new ArgumentException($"The setting Storage is empty. {Forms}", nameof(setting));
        }

        if (setting.StartsWith(Sqlite, StringComparison.Ordinal))
        {
            return OpenSqlite(setting[Sqlite.Length..]);
        }

        if (
            Uri.TryCreate(setting, UriKind.Absolute, out var account)
            && !setting.Contains(';', StringComparison.Ordinal)
        )
        {
            return OpenAccount(account, credential);
        }

        return OpenConnectionString(setting)
            ?? throw new ArgumentException($"The setting Storage names no store. {Forms}", nameof(setting));
    }

    /// <summary>Opens the store that the setting `Storage` names, if that is a table service.</summary>
    /// <returns>The store; null if the setting names SQLite.</returns>
    /// <inheritdoc cref="Open"/>
    public static AzureTablesRowStore? OpenTables(string setting, TokenCredential? credential = null) =>
        setting.StartsWith(Sqlite, StringComparison.Ordinal) ? null : (AzureTablesRowStore)Open(setting, credential);

    // The SDK's error may repeat parts of the setting, so it is not passed on.
    private static AzureTablesRowStore? OpenConnectionString(string setting)
    {
        try
        {
            return AzureTablesRowStore.FromConnectionString(setting);
        }
        catch (Exception error) when (error is FormatException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    private static SqliteRowStore OpenSqlite(string path) =>
        path switch
        {
            ":memory:" => SqliteRowStore.OpenMemory(),
            _ when string.IsNullOrWhiteSpace(path) => throw new ArgumentException(
                $"The setting Storage names no file after sqlite:. {Forms}",
                nameof(path)
            ),
            _ => SqliteRowStore.OpenFile(path),
        };

    private static AzureTablesRowStore OpenAccount(Uri account, TokenCredential? credential)
    {
        // A query is a shared access signature, which belongs in a connection string.
        if (account.Scheme != Uri.UriSchemeHttps || account.Query.Length > 0)
        {
            throw new ArgumentException(
                $"The setting Storage is an address, but not of an account's table endpoint. {Forms}",
                nameof(account)
            );
        }
        foreach (var service in (string[])[".blob.", ".queue.", ".file.", ".dfs."])
        {
            if (account.Host.Contains(service, StringComparison.OrdinalIgnoreCase))
            {
                throw new ArgumentException(
                    $"The setting Storage is the address of another service. {Forms}",
                    nameof(account)
                );
            }
        }
        return AzureTablesRowStore.FromAccount(account, credential ?? new DefaultAzureCredential());
    }
}
