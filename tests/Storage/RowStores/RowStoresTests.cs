using Azure.Core;
using Azure.Identity;
using Moq;

namespace FlexFunctions.Storage.Tests;

/// <summary>The store that the setting `Storage` opens.</summary>
public sealed class RowStoresTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Sqlite_with_a_path_opens_that_file()
    {
        var file = _folder.File("of the host.db");
        using var store = Assert.IsType<SqliteRowStore>(RowStores.Open($"sqlite:{file}"));
        Assert.True(File.Exists(file));
    }

    [Fact]
    public void Sqlite_memory_opens_a_store_in_memory()
    {
        using var store = Assert.IsType<SqliteRowStore>(RowStores.Open("sqlite::memory:"));
        Assert.False(File.Exists(":memory:"));
    }

    [Theory]
    [InlineData("UseDevelopmentStorage=true")]
    [InlineData("DefaultEndpointsProtocol=https;AccountName=flex;AccountKey=a2V5;EndpointSuffix=core.windows.net")]
    [InlineData("TableEndpoint=https://flex.table.core.windows.net;SharedAccessSignature=sv=2024-01-01&sig=x")]
    [InlineData("https://flex.table.core.windows.net")]
    [InlineData("https://flex.table.core.windows.net/")]
    public void Azurite_connection_strings_and_addresses_open_Azure_Tables(string setting) =>
        Assert.IsType<AzureTablesRowStore>(RowStores.Open(setting));

    [Fact]
    public void OpenTables_opens_tables_and_touches_no_file()
    {
        var file = _folder.File("a host's.db");

        Assert.NotNull(RowStores.OpenTables("UseDevelopmentStorage=true"));
        Assert.Null(RowStores.OpenTables($"sqlite:{file}"));
        Assert.False(File.Exists(file));
    }

    [Fact]
    public async Task Account_address_is_opened_with_the_credential_of_the_program()
    {
        var unavailable = new Mock<TokenCredential>(MockBehavior.Strict);
        unavailable
            .Setup(credential =>
                credential.GetTokenAsync(It.IsAny<TokenRequestContext>(), It.IsAny<CancellationToken>())
            )
            .ThrowsAsync(new AuthenticationFailedException("No identity."));
        foreach (var open in (Func<string, TokenCredential, IRowStore>[])[RowStores.Open, RowStores.OpenTables!])
        {
            var store = open("https://127.0.0.1:1", unavailable.Object);
            var error = await Assert.ThrowsAsync<RowStoreException>(() =>
                store.ReadAsync("Ledger", "account", "row", default)
            );
            Assert.Equal("There are no credentials for the store. (No identity.)", error.Message);
        }
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData(" ", "is empty")]
    [InlineData("sqlite:", "names no file after sqlite:")]
    [InlineData("sqlite: ", "names no file after sqlite:")]
    [InlineData("store.db", "names no store")]
    [InlineData("memory", "names no store")]
    [InlineData("Secret=c2VjcmV0", "names no store")]
    [InlineData("AccountName=flex;AccountKey=secret", "names no store")]
    [InlineData("DefaultEndpointsProtocol=https;AccountName=flex;AccountKey=not base 64 secret", "names no store")]
    [InlineData("/var/lib/store.db", "is an address, but not of an account's table endpoint")]
    [InlineData("ftp://secret", "is an address, but not of an account's table endpoint")]
    [InlineData("http://flex.table.core.windows.net", "is an address, but not of an account's table endpoint")]
    [InlineData(
        "https://flex.table.core.windows.net?sv=2024-01-01&sig=secret",
        "is an address, but not of an account's table endpoint"
    )]
    [InlineData("https://flex.blob.core.windows.net", "is the address of another service")]
    [InlineData("https://flex.queue.core.windows.net", "is the address of another service")]
    [InlineData("https://flex.file.core.windows.net", "is the address of another service")]
    [InlineData("https://flex.DFS.core.windows.net", "is the address of another service")]
    public void Invalid_setting_is_rejected_without_repeating_the_secret(string setting, string why)
    {
        var error = Assert.Throws<ArgumentException>(() => RowStores.Open(setting));
        Assert.StartsWith(
            $"The setting Storage {why}. Use sqlite:PATH, sqlite::memory:, UseDevelopmentStorage=true (Azurite), a storage "
                + "account's connection string, or its table endpoint https://ACCOUNT.table.core.windows.net.",
            error.Message,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
        Assert.Null(error.InnerException);
    }
}
