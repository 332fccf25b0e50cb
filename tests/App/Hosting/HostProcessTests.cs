using System.Text;

namespace FlexFunctions.App.Tests;

/// <summary>The program as people run it.</summary>
public sealed class HostProcessTests
{
    [Fact]
    public async Task What_was_acknowledged_before_kill_9_is_charged_once_after_a_restart()
    {
        using var state = new TemporaryFolder();
        var opened = Event("priscilla", "s1");
        await using (var host = await HostProcess.StartAsync(state.Path))
        {
            await host.BuyAsync(100, "acme", "design");
            Assert.Equal(201, await host.SendAsync(opened));
            await host.KillAsync();
        }

        await using var again = await HostProcess.StartAsync(state.Path);

        Assert.Equal(93, await again.BalanceOnceItIsAsync(93, "acme", "design"));
        Assert.Equal(201, await again.SendAsync(opened));
        Assert.Equal(201, await again.SendAsync(Event("tom", "t1")));
        Assert.Equal(86, await again.BalanceOnceItIsAsync(86, "acme", "design"));
        Assert.Equal(3, (await again.JournalAsync("acme", "design")).Count);
    }

    [Fact]
    public async Task Killed_at_any_instant_under_load_it_has_lost_nothing_and_charged_nothing_twice()
    {
        // FLEX_KILLS=30 dotnet test tests/App --filter Killed_at_any_instant runs thirty rounds.
        var rounds = Environment.GetEnvironmentVariable("FLEX_KILLS") is { Length: > 0 } kills
            ? int.Parse(kills, System.Globalization.CultureInfo.InvariantCulture)
            : 4;
        const int usersARound = 60;
        using var state = new TemporaryFolder();
        var acknowledged = 0;
        for (var round = 0; round < rounds; round++)
        {
            await using var host = await HostProcess.StartAsync(state.Path);
            await host.BuyAsync(rounds * usersARound * 7, "acme", "design");
            var sent = 0;
            var senders = Enumerable
                .Range(0, usersARound)
                .Select(async user =>
                {
                    var opened = Event($"user{round}-{user}", "s");
                    try
                    {
                        Assert.Equal(201, await host.SendAsync(opened));
                        Interlocked.Increment(ref sent);
                        Assert.Equal(201, await host.SendAsync(opened));
                    }
                    catch (Exception e)
                        when (e is HttpRequestException or IOException or System.Net.Sockets.SocketException)
                    {
                        // The host was killed before it could answer; what it did not acknowledge is not counted.
                    }
                })
                .ToList();
            // At another point of the load each round.
            await Task.WhenAll(senders.Take(10 * round % usersARound));
            await host.KillAsync();
            await Task.WhenAll(senders);
            acknowledged += sent;
        }

        await using var last = await HostProcess.StartAsync(state.Path);
        Assert.Equal(201, await last.SendAsync(Event("last", "s")));
        await last.BalanceOnceItIsAsync((rounds * usersARound - acknowledged - 1) * 7, "acme", "design");
        var charged = (await last.JournalAsync("acme", "design"))
            .Where(line => line.GetProperty("kind").GetString() == "charged")
            .Select(line => line.GetProperty("user").GetString())
            .ToList();

        Assert.Equal(charged.Distinct().Count(), charged.Count);
        // What was on its way when the host died may have been taken in without an answer.
        Assert.InRange(charged.Count, acknowledged + 1, (rounds * usersARound) + 1);
    }

    [Fact]
    public async Task It_stops_gracefully_when_asked()
    {
        using var state = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(state.Path);

        Assert.Equal(0, await host.TerminateAsync());
    }

    [Fact]
    public async Task A_taken_port_is_one_line_of_error()
    {
        using var state = new TemporaryFolder();
        using var other = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(state.Path);

        var (code, _, errors) = await HostProcess.RunAsync("--port", $"{host.Url.Port}", "--state", other.Path);

        Assert.Equal(1, code);
        Assert.Equal(
            $"Port {host.Url.Port} on 127.0.0.1 is in use by another process. Choose another port with --port N.",
            errors.TrimEnd()
        );
    }

    [Fact]
    public async Task A_state_that_is_in_use_is_one_line_of_error()
    {
        using var state = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(state.Path);

        var (code, _, errors) = await HostProcess.RunAsync("--port", "0", "--amqp-port", "0", "--state", state.Path);

        Assert.Equal(1, code);
        Assert.Single(errors.TrimEnd().Split('\n'));
        Assert.Contains(state.Path, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_key_is_readable_by_its_owner_alone()
    {
        using var state = new TemporaryFolder();
        await HostProcess.RunAsync("token", "--role", "Product", "--state", state.Path);

        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite,
                File.GetUnixFileMode(Path.Combine(state.Path, "token.key"))
            );
        }
    }

    [Theory]
    [InlineData("token", "--role", "Admin")]
    [InlineData("token", "--role", "Product", "--account", "acme")]
    [InlineData("token", "--role", "King")]
    [InlineData("token")]
    [InlineData("--port", "70000")]
    [InlineData("--amqp-port", "-1")]
    [InlineData("replay")]
    public async Task A_command_line_that_makes_no_sense_is_refused(params string[] arguments)
    {
        var (code, _, errors) = await HostProcess.RunAsync(arguments);

        Assert.NotEqual(0, code);
        Assert.NotEmpty(errors);
    }

    [Fact]
    public async Task Replay_exits_with_2_and_names_what_can_not_be_played()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "story.json");
        await File.WriteAllTextAsync(
            file,
            """{ "name": "n", "why": "w", "timeline": [ { "at": "2026-11-01T00:00:00Z", "do": "dance" } ] }"""
        );

        var (code, _, errors) = await HostProcess.RunAsync("replay", file);

        Assert.Equal(2, code);
        Assert.StartsWith(
            $"{file}: step 1 (dance at 2026-11-01T00:00:00Z): the step 'dance' is unknown",
            errors,
            StringComparison.Ordinal
        );
    }

    private static byte[] Event(string user, string session) =>
        Encoding.UTF8.GetBytes(
            $$"""
            { "specversion": "1.0", "id": "{{user}}-{{session}}", "source": "test", "type": "flex.product.opened",
              "time": "{{DateTime.UtcNow:yyyy-MM-ddTHH:mm:ssZ}}",
              "data": { "account": "acme", "team": "design", "user": "{{user}}", "product": "autocad", "session": "{{session}}" } }
            """
        );
}
