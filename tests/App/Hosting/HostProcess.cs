using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace FlexFunctions.App.Tests;

/// <summary>The program as people run it: a process of its own, on a free port, ended by its own id.</summary>
internal sealed partial class HostProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly HttpClient _client;
    private readonly ConcurrentQueue<string> _said = new();
    private Task _listening = Task.CompletedTask;

    private HostProcess(Process process, Uri url)
    {
        (_process, Url) = (process, url);
        _client = new HttpClient { BaseAddress = url };
    }

    public static string Program => typeof(IngestUsage).Assembly.Location;

    public Uri Url { get; }

    public int ProcessId => _process.Id;

    /// <summary>How long it took from the start of the process until it said that it is up.</summary>
    public required TimeSpan SinceStarted { get; init; }

    /// <summary>What it says that SDKs are to be given.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>Starts the host and waits until it says that it is up.</summary>
    public static Task<HostProcess> StartAsync(string state, params (string Name, string Value)[] settings) =>
        StartAsync(state, amqpPort: 0, settings);

    /// <summary>The same, with its Service Bus endpoint on a port of the caller's choice.</summary>
    public static async Task<HostProcess> StartAsync(
        string state,
        int amqpPort,
        params (string Name, string Value)[] settings
    )
    {
        var process = Process.Start(Command(settings, "--port", "0", "--amqp-port", $"{amqpPort}", "--state", state))!;
        return await WhenUpOrKilledAsync(process, state);
    }

    private static async Task<HostProcess> WhenUpOrKilledAsync(Process process, string state)
    {
        try
        {
            return await WhenUpAsync(process, state);
        }
        catch
        {
            // Nobody has it yet who could end it.
            process.Kill();
            process.Dispose();
            throw;
        }
    }

    /// <summary>The same, in a process that can open only so many files and sockets.</summary>
    public static Task<HostProcess> StartWithDescriptorsAsync(string state, int descriptors)
    {
        var start = Command([], "--port", "0", "--amqp-port", "0", "--state", state);
        string[] limited =
        [
            "-c",
            $"ulimit -n {descriptors}; exec \"$@\"",
            "bash",
            start.FileName,
            .. start.ArgumentList,
        ];
        start.FileName = "bash";
        start.ArgumentList.Clear();
        foreach (var argument in limited)
        {
            start.ArgumentList.Add(argument);
        }

        return WhenUpOrKilledAsync(Process.Start(start)!, state);
    }

    /// <summary>Runs the program to its end.</summary>
    public static Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments) =>
        RunAsync([], arguments);

    /// <summary>Runs the program with settings to its end.</summary>
    public static async Task<(int Code, string Output, string Errors)> RunAsync(
        (string Name, string Value)[] settings,
        params string[] arguments
    )
    {
        using var process = Process.Start(Command(settings, arguments))!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var patience = new CancellationTokenSource(s_patience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }

        return (process.ExitCode, await output, await errors);
    }

    public async Task BuyAsync(int tokens, string account, string team)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"api/accounts/{account}/orders")
        {
            Content = JsonContent(
                JsonSerializer.Serialize(
                    new
                    {
                        team,
                        tokens,
                        country = "GB",
                    }
                )
            ),
        };
        request.Headers.Add("Idempotency-Key", $"{team}-{tokens}");
        using var answer = await _client.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Sends a message to the queue; the status of the answer.</summary>
    public async Task<int> SendAsync(byte[] body, string contentType = "application/json")
    {
        using var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        using var answer = await _client.PostAsync(new Uri("usage-events/messages", UriKind.Relative), content);
        return (int)answer.StatusCode;
    }

    /// <summary>The status and body of <c>GET /api/health</c>.</summary>
    public async Task<(int Status, string Body)> HealthAsync()
    {
        using var answer = await _client.GetAsync(new Uri("api/health", UriKind.Relative));
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    public async Task<decimal> BalanceAsync(string account, string team)
    {
        using var body = JsonDocument.Parse(
            await _client.GetStringAsync(new Uri($"api/accounts/{account}/teams/{team}/balance", UriKind.Relative))
        );
        return body.RootElement.GetProperty("tokens").GetDecimal();
    }

    public async Task<IReadOnlyList<JsonElement>> JournalAsync(string account, string team)
    {
        var (path, lines) = ($"api/accounts/{account}/teams/{team}/journal", new List<JsonElement>());
        for (var next = path; next is not null; )
        {
            using var page = JsonDocument.Parse(await _client.GetStringAsync(new Uri(next, UriKind.Relative)));
            lines.AddRange(page.RootElement.GetProperty("postings").EnumerateArray().Select(line => line.Clone()));
            next = page.RootElement.TryGetProperty("continuation", out var continuation)
                ? $"{path}?continuation={continuation.GetString()}"
                : null;
        }

        return lines;
    }

    /// <summary>Polls until the balance is as low as expected. The caller measures the time.</summary>
    public async Task<decimal> BalanceOnceItIsAsync(decimal expected, string account, string team)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var balance = await BalanceAsync(account, team);
            if (balance <= expected || clock.Elapsed > s_patience)
            {
                return balance;
            }
        }
    }

    /// <summary>What it said since it was up: warnings and errors.</summary>
    public string Said => string.Join('\n', _said);

    /// <summary>The same, of a process that has ended or is about to.</summary>
    public async Task<string> SaidToTheEndAsync()
    {
        await _listening;
        return Said;
    }

    /// <summary>Ends it at once, as kill -9 does.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks it to stop, as Ctrl-C and SIGTERM do; its exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        using var patience = new CancellationTokenSource(s_patience);
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _client.Dispose();
        _process.Dispose();
    }

    private static async Task<HostProcess> WhenUpAsync(Process process, string state)
    {
        using var patience = new CancellationTokenSource(s_patience);
        var clock = Stopwatch.StartNew();
        var (said, connectionString) = (new List<string>(), "");
        while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            said.Add(line);
            if (line.TrimStart().StartsWith("SDKs ", StringComparison.Ordinal))
            {
                connectionString = line.Split("SDKs ")[1].Trim();
            }

            if (connectionString.Length > 0)
            {
                // Nobody may be blocked by a pipe that is not read.
                var url = said.Select(earlier => Address().Match(earlier)).First(match => match.Success).Groups["url"];
                var host = new HostProcess(process, new Uri(url.Value))
                {
                    ConnectionString = connectionString,
                    SinceStarted = clock.Elapsed,
                };
                host._listening = Task.WhenAll(
                    host.ListenAsync(process.StandardOutput),
                    host.ListenAsync(process.StandardError)
                );
                var token = await RunAsync("token", "--role", "Operator", "--state", state);
                host._client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
                    "Bearer",
                    token.Output.Trim()
                );
                return host;
            }
        }

        throw new InvalidOperationException(
            "The host did not start: " + string.Join('\n', said) + await process.StandardError.ReadToEndAsync()
        );
    }

    private async Task ListenAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            _said.Enqueue(line);
        }
    }

    private static StringContent JsonContent(string json) => new(json, System.Text.Encoding.UTF8, "application/json");

    private static ProcessStartInfo Command((string Name, string Value)[] settings, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Program, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    [GeneratedRegex(
        @"^\s+HTTP\s+(?<url>http://127\.0\.0\.1:\d+)/api",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex Address();
}
