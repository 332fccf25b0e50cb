using System.Globalization;
using System.Text.Json;
using FlexFunctions.LocalHost;
using FlexFunctions.Storage;
using Microsoft.Extensions.Configuration;

namespace FlexFunctions.App.Hosting.Local;

/// <summary>Plays a scenario with the real functions and an in-memory queue, on a virtual clock.</summary>
internal sealed class ScenarioRunner : IAsyncDisposable
{
    private const string Queue = "usage-events";

    private static readonly JsonSerializerOptions s_indented = new(ApiJson.Options) { WriteIndented = true };

    private readonly Scenario _scenario;
    private readonly VirtualClock _clock;
    private readonly LocalFunctions _functions;
    private readonly InProcessApi _api;
    private readonly ApiSteps _calls;
    private readonly Expectations _expectations;
    private readonly List<string> _failures = [];
    private int _events;
    private int _messages;

    /// <summary>Creates a runner for one scenario.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="rows">The row store, disposed with the runner; in memory if null.</param>
    /// <param name="telemetry">
    /// The target of traces, metrics and logs; metrics are exported when the runner is disposed.
    /// </param>
    /// <param name="settings">The settings for exporters, or null.</param>
    public ScenarioRunner(
        Scenario scenario,
        IRowStore? rows = null,
        string telemetry = LocalTelemetry.None,
        IConfiguration? settings = null
    )
    {
        _scenario = scenario;
        _clock = new VirtualClock(scenario.Steps.Count > 0 ? scenario.Steps[0].At : DateTimeOffset.UnixEpoch);
        var key = LocalKey.InMemory();
        _functions = LocalFunctions.Create(
            typeof(ScenarioRunner).Assembly,
            new LocalHostOptions
            {
                HostJsonPath = LocalFiles.HostJson,
                TimeProvider = _clock,
                Configuration = settings,
            },
            services =>
                services
                    .AddFlexFunctions(
                        LocalFiles.Catalog(),
                        scenario.Terms,
                        _ => rows ?? SqliteRowStore.OpenMemory(),
                        key.Rules,
                        _ => new AcceptingSender(),
                        LocalQueueProbe.Of,
                        MailQuota.Default,
                        _clock,
                        new Random(1)
                    )
                    .AddLocalTelemetry(telemetry, isShort: true)
        );
        LocalTelemetry.Start(_functions.Services);
        _api = new InProcessApi(_functions, key, _clock);
        var orders = new OrderNames();
        _calls = new ApiSteps(_api, orders);
        _expectations = new Expectations(_api, orders, _functions.Services);
    }

    /// <summary>Plays all steps. Returns the failures, one line each.</summary>
    public async Task<IReadOnlyList<string>> PlayAsync(CancellationToken cancellationToken = default)
    {
        // Heartbeats of several sessions overlap, so everything is ordered by time first.
        var moments = _scenario.Steps.SelectMany(Moments).OrderBy(moment => moment.At).ToList();
        foreach (var (at, step, play) in moments)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await AdvanceToAsync(at);
            _failures.AddRange((await play()).Select(failure => $"{step.Name}: {failure}"));
        }

        return _failures;
    }

    /// <summary>Returns the final journals as JSON, by account and team.</summary>
    public async Task<string> LedgerAsync()
    {
        var journals = new Dictionary<string, IReadOnlyList<JsonElement>>(StringComparer.Ordinal);
        foreach (var (account, team) in Teams())
        {
            journals[$"{account}/{team}"] = await _api.ReadAllAsync(
                $"/api/accounts/{account}/teams/{team}/journal",
                "postings"
            );
        }

        return JsonSerializer.Serialize(journals, s_indented);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _functions.DisposeAsync();

    private IEnumerable<(string Account, string Team)> Teams() =>
        _scenario.Steps.Where(step => step.Team is not null).Select(step => (step.Account, step.Team!)).Distinct();

    private async Task AdvanceToAsync(DateTimeOffset at)
    {
        while (_functions.NextTimerDue is { } due && due <= at)
        {
            _clock.AdvanceTo(due);
            await _functions.RunDueTimersAsync();
        }

        _clock.AdvanceTo(at);
    }

    private IEnumerable<(DateTimeOffset At, ScenarioStep Step, Func<Task<IReadOnlyList<string>>> Play)> Moments(
        ScenarioStep step
    )
    {
        switch (step.Do)
        {
            case "beats":
                var (to, every) = (step.Instant("to"), step.Minutes("every"));
                for (var beat = step.Instant("from"); beat <= to; beat += every)
                {
                    var time = beat;
                    yield return (time, step, () => SendAsync(step, Signal(step, "heartbeat", time)));
                }

                break;
            case "opened" or "heartbeat" or "closed":
                var seen = step.Has("time") ? step.Instant("time") : step.At;
                yield return (step.At, step, () => SendAsync(step, Signal(step, step.Do, seen)));
                break;
            case "raw":
                yield return (step.At, step, () => SendAsync(step, step.Text("body")));
                break;
            case "result":
                yield return (step.At, step, () => SendAsync(step, Result(step)));
                break;
            case "expect":
                yield return (step.At, step, () => _expectations.CheckAsync(step));
                break;
            case var call when ApiSteps.Plays(call):
                yield return (step.At, step, () => _calls.PlayAsync(step));
                break;
            default:
                throw step.Wrong("cannot be played");
        }
    }

    private string Signal(ScenarioStep step, string kind, DateTimeOffset time) =>
        Telemetry.Event(
            kind,
            step.OptionalText("id") ?? string.Create(CultureInfo.InvariantCulture, $"replay-{++_events}"),
            time,
            new
            {
                account = step.Account,
                team = step.Team,
                user = step.Text("user"),
                product = step.Text("product"),
                version = step.OptionalText("version"),
                session = step.Text("session"),
            }
        );

    private static string Result(ScenarioStep step) =>
        Telemetry.Result(
            step.Text("id"),
            step.Has("time") ? step.Instant("time") : step.At,
            new
            {
                account = step.Account,
                team = step.Team,
                user = step.Text("user"),
                product = step.Text("product"),
                result = step.Text("result"),
                quantity = step.Value("quantity"),
            }
        );

    private async Task<IReadOnlyList<string>> SendAsync(ScenarioStep step, string body)
    {
        var queue = _functions.Queues.Queues[Queue];
        var message = new OutgoingMessage { Body = BinaryData.FromString(body), MessageId = $"message-{++_messages}" };
        var number = (await queue.SendTracedAsync([message]))[0];
        var listener = _functions.Listeners.Single(each => each.Queue == queue);
        while (await listener.PumpOnceAsync() > 0) { }

        var dead = await queue.PeekDeadLettersAsync(after: number - 1, maxMessages: 1);
        var found = dead.Count == 1 && dead[0].SequenceNumber == number ? dead[0].Reason : null;
        var expected = step.Expect is { } expect ? Expectations.Field(step, expect, "deadLetter") : null;
        return found == expected ? [] : [$"expected {Describe(expected)}, found {Describe(found)}"];

        static string Describe(string? code) => code is null ? "no dead letter" : $"dead letter {code}";
    }
}
