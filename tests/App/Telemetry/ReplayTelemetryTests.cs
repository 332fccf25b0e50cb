using System.Globalization;
using System.Text.RegularExpressions;

namespace FlexFunctions.App.Tests;

/// <summary>
/// The command <c>replay --telemetry console</c>. The figures that OpenTelemetry's exporter prints for a scenario must be those
/// written here.
/// </summary>
public sealed partial class ReplayTelemetryTests
{
    [Fact]
    public async Task Metrics_of_a_replayed_scenario_add_up()
    {
        var output = await ReplayAsync("--telemetry", "console");
        var (accepted, duplicate, late) = (
            Sum(output, "flex.events.accepted"),
            Sum(output, "flex.events.duplicate"),
            Sum(output, "flex.events.late")
        );
        var dead = Values(output, "flex.events.dead_lettered");

        // The scenario sends ten messages: five signals, one of them twice, and four messages that are dead-lettered.
        Assert.Equal((5, 1, 2), (accepted, duplicate, late));
        Assert.Equal(
            [
                ("code: event-in-future", 1),
                ("code: event-too-late", 1),
                ("code: malformed-event", 1),
                ("code: unknown-product", 1),
            ],
            dead.Order()
        );
        Assert.Equal(10, accepted + duplicate + dead.Sum(value => value.Value));

        // 100 bought, 86 left: two windows at 7 tokens, one of which was charged, reversed and charged again.
        Assert.Equal((3, 1), (Sum(output, "flex.charges"), Sum(output, "flex.reversals")));
        Assert.Equal((21, 7), (Sum(output, "flex.tokens.charged"), Sum(output, "flex.tokens.reversed")));
        Assert.Equal(100 - 86, Sum(output, "flex.tokens.charged") - Sum(output, "flex.tokens.reversed"));

        // One lag for each accepted event. It is 0, because the virtual clock stops while the functions run.
        Assert.Contains("Value: Sum: 0 Count: 5 Min: 0 Max: 0", Section(output, "flex.lag"), StringComparison.Ordinal);
        Assert.Matches("Unit: s, Metric Type: Histogram", Section(output, "flex.lag"));
        Assert.Equal(Sum(output, "flex.commits"), Spans(output).Count(span => span.Name == "commit ledger"));
    }

    [Fact]
    public async Task Trace_of_a_replayed_event_leads_from_send_to_commit()
    {
        var spans = Spans(await ReplayAsync("--telemetry", "console"));
        Assert.Equal(10, spans.Count(span => span.Name == "send usage-events"));
        Assert.Equal(10, spans.Count(span => span.Name == "process usage-events"));

        // The first message: the opened event that is charged.
        var send = spans.First(span => span.Name == "send usage-events");
        var process = spans.Single(span => span.Parent == send.Id);
        var decide = spans.Single(span => span.Parent == process.Id);
        var commit = spans.Single(span => span.Parent == decide.Id);
        Assert.Equal(
            ["send usage-events", "process usage-events", "decide usage", "commit ledger"],
            [send.Name, process.Name, decide.Name, commit.Name]
        );
        Assert.Single(new[] { send, process, decide, commit }.Select(span => span.Trace).Distinct());
        var id = Field(commit.Text, "    flex.commit: ");
        Assert.Contains($"flex.commit: [\"{id}\"]", process.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Setting_Telemetry_equals_the_option_and_the_default_prints_nothing()
    {
        var set = await ReplayAsync([("Telemetry", "console")]);
        Assert.Equal(5, Sum(set, "flex.events.accepted"));
        Assert.Equal("ok Late and duplicated", (await ReplayAsync()).Trim());
        Assert.Equal(
            "ok Late and duplicated",
            (await ReplayAsync([("Telemetry", "console")], "--telemetry", "none")).Trim()
        );
    }

    [Fact]
    public async Task Standard_variables_send_traces_metrics_and_logs_to_a_collector()
    {
        await using var collector = await Collector.StartAsync();
        var output = await ReplayAsync(
            [("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")],
            "--telemetry",
            "otlp"
        );

        Assert.Equal("ok Late and duplicated", output.Trim());
        Assert.Contains("process usage-events", collector.Received("traces"), StringComparison.Ordinal);
        Assert.Contains("flex.events.accepted", collector.Received("metrics"), StringComparison.Ordinal);
        Assert.Contains("is dead-lettered", collector.Received("logs"), StringComparison.Ordinal);
        Assert.DoesNotContain("priscilla", collector.Received("traces"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_collector_does_not_fail_the_replay()
    {
        var output = await ReplayAsync([("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")], "--telemetry", "otlp");
        Assert.Equal("ok Late and duplicated", output.Trim());
    }

    [Fact]
    public async Task An_unknown_target_is_refused_with_its_name()
    {
        var (code, _, errors) = await HostProcess.RunAsync([("Telemetry", "smoke")], "replay", Scenario);
        Assert.Equal(2, code);
        Assert.Equal("Setting Telemetry must be none, console or otlp, not 'smoke'.", errors.Trim());
    }

    /// <summary>The last export must be complete when the program ends, and must not delay the end.</summary>
    [Fact]
    public async Task The_host_exports_its_metrics_when_it_stops()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(folder.Path, ("Telemetry", "console"));
        await host.BuyAsync(100, "acme", "design");
        var now = TimeProvider.System.GetUtcNow();
        var data = new
        {
            account = "acme",
            team = "design",
            user = "priscilla",
            product = "autocad",
            session = "s",
        };
        var body = Hosting.Local.Telemetry.Event("opened", "e1", now, data);
        Assert.Equal(201, await host.SendAsync(System.Text.Encoding.UTF8.GetBytes(body)));
        Assert.Equal(93, await host.BalanceOnceItIsAsync(93, "acme", "design"));

        Assert.Equal(0, await host.TerminateAsync());
        var said = await host.SaidToTheEndAsync();
        Assert.Equal((1, 1), (Sum(said, "flex.events.accepted"), Sum(said, "flex.charges")));
        var lag = Field(Section(said, "flex.lag"), "Value: Sum:").Split(" Count: 1 ")[0];
        Assert.InRange(double.Parse(lag, CultureInfo.InvariantCulture), 0, 60);
    }

    private static string Scenario => Path.Combine(AppContext.BaseDirectory, "scenarios", "late-and-duplicated.json");

    private static Task<string> ReplayAsync(params string[] options) => ReplayAsync([], options);

    private static async Task<string> ReplayAsync((string, string)[] settings, params string[] options)
    {
        var (code, output, errors) = await HostProcess.RunAsync(settings, ["replay", Scenario, .. options]);
        Assert.True(code == 0, output + errors);
        return output;
    }

    /// <summary>Returns the output about a metric; empty if there is none.</summary>
    private static string Section(string output, string metric) =>
        output
            .Split("Metric Name: ")
            .Skip(1)
            .Select(section => section.Split("\n\n")[0])
            .LastOrDefault(section => section.StartsWith(metric + ",", StringComparison.Ordinal))
        ?? "";

    private static List<(string Tags, double Value)> Values(string output, string metric) =>
        [
            .. Point()
                .Matches(Section(output, metric))
                .Select(match =>
                    (
                        match.Groups["tags"].Value.Trim(),
                        double.Parse(match.Groups["value"].Value, CultureInfo.InvariantCulture)
                    )
                ),
        ];

    private static double Sum(string output, string metric) => Values(output, metric).Sum(value => value.Value);

    private static List<Span> Spans(string output) =>
        [
            .. output
                .Split("Activity.TraceId:")
                .Skip(1)
                .Select(text => text.Split("\n\n")[0])
                .Select(text => new Span(
                    text.Split('\n')[0].Trim(),
                    Field(text, "Activity.SpanId:"),
                    Field(text, "Activity.ParentSpanId:"),
                    Field(text, "Activity.DisplayName:"),
                    text
                )),
        ];

    /// <summary>Returns the rest of the line that begins with a text; empty if there is no such line.</summary>
    private static string Field(string text, string beginning) =>
        text.Split('\n')
            .FirstOrDefault(line => line.StartsWith(beginning, StringComparison.Ordinal))
            ?[beginning.Length..].Trim()
        ?? "";

    [GeneratedRegex(
        @"^\([^\]]+\] ?(?<tags>[^\n]*)\nValue: (?<value>[\d.]+)$",
        RegexOptions.Multiline | RegexOptions.NonBacktracking
    )]
    private static partial Regex Point();

    private sealed record Span(string Trace, string Id, string Parent, string Name, string Text);
}
