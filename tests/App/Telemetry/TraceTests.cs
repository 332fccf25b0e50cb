using System.Diagnostics;
using System.Text;
using FlexFunctions.LocalHost;
using FlexFunctions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace FlexFunctions.App.Tests;

/// <summary>The trace of a message leads from its sender to its commit.</summary>
public sealed class TraceTests
{
    private const string Process = "process usage-events";
    private const string Decide = "decide usage";
    private const string Commit = "commit ledger";

    [Fact]
    public async Task One_trace_leads_from_the_send_call_to_the_commit()
    {
        using var spans = new Spans();
        await using var app = new AppFixture();
        await app.BuyAsync(100);
        var caller = Caller();
        await PostAsync(app, app.Event(), caller);
        await app.PumpAsync();

        var trace = caller.TraceId.ToString();
        var (send, process) = (spans.One(trace, "send usage-events"), spans.One(trace, Process));
        var (decide, commit) = (spans.One(trace, Decide), spans.One(trace, Commit));
        Assert.Equal(
            [caller.SpanId, send.SpanId, process.SpanId, decide.SpanId],
            [send.ParentSpanId, process.ParentSpanId, decide.ParentSpanId, commit.ParentSpanId]
        );
        Assert.Equal(
            [ActivityKind.Producer, ActivityKind.Consumer, ActivityKind.Internal, ActivityKind.Client],
            [send.Kind, process.Kind, decide.Kind, commit.Kind]
        );
        Assert.Equal("servicebus", Spans.Tag(process, "messaging.system"));
        Assert.Equal("usage-events", Spans.Tag(process, "messaging.destination.name"));
        Assert.Equal("process", Spans.Tag(process, "messaging.operation.type"));
        Assert.Equal("the-message", Spans.Tag(process, "messaging.message.id"));
        Assert.Equal(("acme", "design"), (Spans.Tag(process, "flex.account"), Spans.Tag(process, "flex.team")));
        Assert.NotEmpty(Spans.Tag(commit, "flex.commit"));
        Assert.Equal(Spans.Tag(commit, "flex.commit"), Spans.Tag(process, "flex.commit"));
        Assert.True(process.StartTimeUtc + process.Duration >= commit.StartTimeUtc + commit.Duration);
    }

    [Fact]
    public async Task The_commit_in_the_trace_is_in_the_ledger()
    {
        using var spans = new Spans();
        using var rows = SqliteRowStore.OpenMemory();
        await using var app = new AppFixture(rows);
        await app.BuyAsync(100);
        var caller = Caller();
        await PostAsync(app, app.Event(), caller);
        await app.PumpAsync();

        var commit = Spans.Tag(spans.One(caller.TraceId.ToString(), Process), "flex.commit");
        var found = await rows.ReadRangeAsync("Ledger", "acme", "", "~", 100, default);
        Assert.Single(found, row => commit.Equals(row.Properties.GetValueOrDefault("Commit")));
    }

    [Theory]
    [InlineData("traceparent")]
    [InlineData("Diagnostic-Id")]
    public async Task Messages_that_share_a_commit_each_name_it_in_their_trace(string property)
    {
        using var spans = new Spans();
        await using var app = new AppFixture();
        await app.BuyAsync(100);
        var (first, second) = (Caller(), Caller());
        await app.Queue.SendAsync([
            Message(app.Event(), property, first),
            Message(app.Event(user: "tom"), property, second),
        ]);
        await app.PumpAsync();

        var (one, other) = (
            spans.One(first.TraceId.ToString(), Process),
            spans.One(second.TraceId.ToString(), Process)
        );
        Assert.Equal((first.SpanId, second.SpanId), (one.ParentSpanId, other.ParentSpanId));
        var decide = spans.One(first.TraceId.ToString(), Decide);
        var commit = spans.One(first.TraceId.ToString(), Commit);
        Assert.Equal(decide.SpanId, commit.ParentSpanId);
        var id = Spans.Tag(commit, "flex.commit");
        Assert.Equal((id, id), (Spans.Tag(one, "flex.commit"), Spans.Tag(other, "flex.commit")));
        Assert.Equal(other.Context.SpanId, Assert.Single(decide.Links).Context.SpanId);
        Assert.Contains(other.Links, link => link.Context.SpanId == decide.SpanId);
    }

    [Fact]
    public async Task A_dead_letter_has_its_code_and_a_duplicate_has_no_commit()
    {
        using var spans = new Spans();
        await using var app = new AppFixture();
        await app.BuyAsync(100);
        var opened = app.Event();
        var (first, again, bad) = (Caller(), Caller(), Caller());
        await app.Queue.SendAsync([
            Message(opened, "traceparent", first),
            Message(opened, "traceparent", again),
            Message("no event", "traceparent", bad),
        ]);
        await app.PumpAsync();

        Assert.Equal("", Spans.Tag(spans.One(again.TraceId.ToString(), Process), "flex.commit"));
        var dead = spans.One(bad.TraceId.ToString(), Process);
        Assert.Equal("malformed-event", Spans.Tag(dead, "flex.dead_letter.code"));
        Assert.Equal(ActivityStatusCode.Unset, dead.Status);
    }

    [Fact]
    public async Task A_message_without_a_trace_context_starts_a_trace()
    {
        using var spans = new Spans();
        await using var app = new AppFixture();
        await app.BuyAsync(100, account: "alone");
        await app.Queue.SendAsync(
            new OutgoingMessage { Body = BinaryData.FromString(app.Event(account: "alone")), MessageId = "untraced" }
        );
        await app.PumpAsync();

        var process = spans.Ended.Single(span => Spans.Tag(span, "messaging.message.id") == "untraced");
        Assert.Equal(default, process.ParentSpanId);
        Assert.Equal(4 - 1, spans.Of(process.TraceId.ToString()).Count);
    }

    private static ActivityContext Caller() =>
        new(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded);

    private static string Text(ActivityContext context) => $"00-{context.TraceId}-{context.SpanId}-01";

    private static OutgoingMessage Message(string body, string property, ActivityContext sender) =>
        new()
        {
            Body = BinaryData.FromString(body),
            ApplicationProperties = new Dictionary<string, object> { [property] = Text(sender) },
        };

    private static async Task PostAsync(AppFixture app, string body, ActivityContext caller)
    {
        await using var scope = app.Functions.Services.CreateAsyncScope();
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        context.Request.Method = HttpMethods.Post;
        context.Request.Path = "/usage-events/messages";
        context.Request.Headers.TraceParent = Text(caller);
        context.Request.Headers["BrokerProperties"] = """{ "MessageId": "the-message" }""";
        context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        await app.Functions.InvokeHttpAsync(context);
        Assert.Equal(StatusCodes.Status201Created, context.Response.StatusCode);
    }
}
