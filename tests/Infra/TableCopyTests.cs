using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FlexFunctions.Storage.Tests;

namespace FlexFunctions.Infra.Tests;

/// <summary><c>infra/tables.mjs</c> against Azurite.</summary>
public sealed class TableCopyTests : IAsyncLifetime, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("flex-copy-");
    private AzuriteServer _server = null!;

    public async Task InitializeAsync() => _server = await AzuriteServer.StartAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        _server.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Restored_rows_equal_the_copied_rows()
    {
        var (from, to) = (_server.NextAccount(), _server.NextAccount());
        var written = new Tables(_server.ConnectionStringOf(from, _server.Port));
        // More than one page of 1,000 rows in one partition, and partition keys that need quoting.
        await written.WriteAsync("Ledger", "acme", 1_234);
        await written.WriteAsync("Ledger", "o'neill+sons@example", 7);
        await written.WriteAsync("Due", "2027-01-01", 3);
        await Task.Delay(TimeSpan.FromSeconds(12));

        Assert.Equal((0, ""), await RunAsync("copy", from));
        var manifest = JsonElement.Parse(await File.ReadAllTextAsync(Path.Combine(_folder.FullName, "manifest.json")));
        Assert.Equal(0, manifest.GetProperty("tables").GetProperty("Ledger").GetProperty("unsettled").GetArrayLength());
        Assert.Equal((0, ""), await RunAsync("restore", to));

        var restored = new Tables(_server.ConnectionStringOf(to, _server.Port));
        foreach (
            var (table, partition) in new[]
            {
                ("Ledger", "acme"),
                ("Ledger", "o'neill+sons@example"),
                ("Due", "2027-01-01"),
            }
        )
        {
            var rows = await written.ReadAsync(table, partition);
            Assert.NotEmpty(rows);
            Assert.Equal(rows, await restored.ReadAsync(table, partition));
        }

        // A second restore would mix two ledgers, so it needs --resume.
        var (code, said) = await RunAsync("restore", to);
        Assert.Equal(1, code);
        Assert.Contains("is not empty", said, StringComparison.Ordinal);
        Assert.Equal((0, ""), await RunAsync("restore", to, "--resume"));
    }

    [Fact]
    public async Task A_changed_copy_is_not_restored()
    {
        var (from, to) = (_server.NextAccount(), _server.NextAccount());
        var written = new Tables(_server.ConnectionStringOf(from, _server.Port));
        await written.WriteAsync("Due", "2027-01-01", 1);
        Assert.Equal((0, ""), await RunAsync("copy", from));
        await File.AppendAllTextAsync(Path.Combine(_folder.FullName, "Due.ndjson.gz"), " ");

        var (code, said) = await RunAsync("restore", to);

        Assert.Equal(1, code);
        Assert.Contains("is not the file that was written", said, StringComparison.Ordinal);
    }

    private async Task<(int Code, string Said)> RunAsync(string command, string account, params string[] options)
    {
        var start = new ProcessStartInfo(
            "node",
            [Repository.File("infra/tables.mjs"), command, Address(account), _folder.FullName, .. options]
        )
        {
            RedirectStandardError = true,
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        using var node = Process.Start(start)!;
        var output = node.StandardOutput.ReadToEndAsync();
        var said = await node.StandardError.ReadToEndAsync();
        await output;
        await node.WaitForExitAsync();
        return (node.ExitCode, said);
    }

    /// <summary>Returns the table endpoint with a shared access signature, because Azurite has no identities.</summary>
    private string Address(string account)
    {
        var connection = _server
            .ConnectionStringOf(account, _server.Port)
            .Split(';')
            .Select(part => part.Split('=', 2))
            .ToDictionary(part => part[0], part => part[1]);
        var until = DateTimeOffset
            .UtcNow.AddHours(1)
            .ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var text = $"{account}\nrwdlacu\nt\nsco\n\n{until}\n\nhttps,http\n2020-02-10\n";
        var signature = Convert.ToBase64String(
            HMACSHA256.HashData(Convert.FromBase64String(connection["AccountKey"]), Encoding.UTF8.GetBytes(text))
        );
        return $"{connection["TableEndpoint"]}?sv=2020-02-10&ss=t&srt=sco&sp=rwdlacu&se={Uri.EscapeDataString(until)}"
            + $"&spr=https,http&sig={Uri.EscapeDataString(signature)}";
    }
}
