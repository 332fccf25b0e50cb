using System.Net;
using System.Net.Sockets;
using System.Text;
using FlexFunctions.LocalHost.Tests;
using FlexFunctions.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace FlexFunctions.App.Tests;

/// <summary>The host process with a full disk, a locked or damaged ledger, a wrong clock and too many connections.</summary>
[Collection(Alone.Name)]
public sealed class BrokenMachineTests
{
    private const string Healthy = """{"status":"ok","store":"ok","queue":"ok"}""";

    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(60);

    [SmallDiskFact]
    public async Task With_a_full_disk_health_and_sends_answer_503_until_there_is_space()
    {
        using var disk = new SmallDisk();
        await using var host = await HostProcess.StartAsync(Path.Combine(disk.Path, "state"));
        Assert.Equal((200, Healthy), await host.HealthAsync());
        disk.Fill();
        // What the files have reserved takes some small writes.
        await UntilAsync(async () => await host.SendAsync(new byte[200_000]) == 503);

        await UntilAsync(async () => (await host.HealthAsync()).Status == 503);

        Assert.Contains("\"degraded\"", (await host.HealthAsync()).Body, StringComparison.Ordinal);
        disk.Free();
        Assert.Equal(201, await host.SendAsync(new byte[200_000]));
        Assert.Equal((200, Healthy), await host.HealthAsync());
    }

    [Fact]
    public async Task With_a_locked_ledger_health_answers_503()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(folder.Path);
        await using (Lock(Path.Combine(folder.Path, "ledger.db")))
        {
            Assert.Equal((503, """{"status":"degraded","store":"down","queue":"ok"}"""), await host.HealthAsync());
        }

        Assert.Equal((200, Healthy), await host.HealthAsync());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5000)]
    public async Task A_damaged_ledger_ends_the_start_with_one_line(int position)
    {
        using var folder = new TemporaryFolder();
        var ledger = Path.Combine(folder.Path, "ledger.db");
        await using (var host = await HostProcess.StartAsync(folder.Path))
        {
            await host.BuyAsync(100, "acme", "design");
            Assert.Equal(0, await host.TerminateAsync());
        }

        await using (var file = new FileStream(ledger, FileMode.Open))
        {
            file.Position = position;
            file.Write(Enumerable.Repeat((byte)0xAA, 2000).ToArray());
        }

        var (code, _, errors) = await HostProcess.RunAsync("--port", "0", "--amqp-port", "0", "--state", folder.Path);

        Assert.Equal(1, code);
        Assert.StartsWith(
            $"The ledger {ledger} is damaged: ",
            Assert.Single(errors.TrimEnd().Split('\n')),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_journal_ahead_of_the_clock_is_a_warning_at_start()
    {
        using var folder = new TemporaryFolder();
        var now = TimeProvider.System.GetUtcNow();
        using (var rows = SqliteRowStore.OpenFile(Path.Combine(folder.Path, "ledger.db")))
        {
            await using var app = new AppFixture(rows, new FakeTimeProvider(now));
            await app.BuyAsync(100, team: "present");
        }

        await using (var host = await HostProcess.StartAsync(folder.Path))
        {
            await host.TerminateAsync();
            Assert.DoesNotContain("ahead of the clock", await host.SaidToTheEndAsync(), StringComparison.Ordinal);
        }

        using (var rows = SqliteRowStore.OpenFile(Path.Combine(folder.Path, "ledger.db")))
        {
            await using var app = new AppFixture(rows, new FakeTimeProvider(now.AddDays(2)));
            await app.BuyAsync(100, team: "future");
        }

        await using var again = await HostProcess.StartAsync(folder.Path);
        await again.TerminateAsync();

        var said = await again.SaidToTheEndAsync();
        Assert.Contains("acme/future ends at ", said, StringComparison.Ordinal);
        Assert.Contains("ahead of the clock", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Idle_connections_do_not_end_a_process_with_1024_descriptors()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartWithDescriptorsAsync(folder.Path, 1024);
        var amqp = new Uri(host.ConnectionString.Split(';')[0]["Endpoint=".Length..]).Port;
        var idle = new List<Socket>();
        foreach (var port in new[] { host.Url.Port, amqp })
        {
            for (var i = 0; i < 1199; i++)
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                idle.Add(socket);
                await socket.ConnectAsync(IPAddress.Loopback, port);
            }
        }

        await UntilAsync(() =>
            Task.FromResult(Count(host.Said, "rejected") > 900 && Count(host.Said, "refused") > 900)
        );
        idle.ForEach(socket => socket.Dispose());

        await UntilAsync(async () => await SentAsync(host));
        Assert.Equal((200, Healthy), await host.HealthAsync());
        Assert.Equal(0, await host.TerminateAsync());
    }

    [Fact]
    public async Task The_state_folder_is_open_to_its_owner_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        const UnixFileMode everybody = owner | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        using var folder = new TemporaryFolder();
        var state = Path.Combine(folder.Path, ".flex");
        await using (await HostProcess.StartAsync(state))
        {
            Assert.Equal(owner, File.GetUnixFileMode(state));
        }

        // An earlier version left it open; any other folder is left alone.
        File.SetUnixFileMode(state, everybody);
        var other = Directory.CreateDirectory(Path.Combine(folder.Path, "other"), everybody).FullName;
        await HostProcess.RunAsync("token", "--role", "Product", "--state", state);
        await HostProcess.RunAsync("token", "--role", "Product", "--state", other);

        Assert.Equal(owner, File.GetUnixFileMode(state));
        Assert.Equal(everybody, File.GetUnixFileMode(other));
    }

    private static SqliteConnection Lock(string path)
    {
        var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "BEGIN IMMEDIATE";
        command.ExecuteNonQuery();
        return connection;
    }

    private static int Count(string text, string word) => text.Split(word).Length - 1;

    private static async Task<bool> SentAsync(HostProcess host)
    {
        try
        {
            return await host.SendAsync(Encoding.UTF8.GetBytes("{}")) == 201;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var timeout = new CancellationTokenSource(s_timeout);
        while (!await holds())
        {
            await Task.Delay(50, timeout.Token);
        }
    }
}
