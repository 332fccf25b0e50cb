using System.Text;
using Azure.Messaging.ServiceBus;
using Microsoft.AspNetCore.Http;

namespace FlexFunctions.LocalHost.Tests;

/// <summary>The Service Bus REST send call.</summary>
public sealed class SendCallTests
{
    private const string Batch = "application/vnd.microsoft.servicebus.json";

    private static Task<(int Status, string Body)> Post(
        FunctionsFixture fixture,
        string body,
        string? type,
        params (string, string)[] headers
    ) => Post(fixture, Encoding.UTF8.GetBytes(body), type, headers);

    private static Task<(int Status, string Body)> Post(
        FunctionsFixture fixture,
        byte[] body,
        string? type,
        params (string, string)[] headers
    ) =>
        fixture.SendAsync(
            "POST",
            "/events/messages",
            body,
            request =>
            {
                if (type is not null)
                {
                    request.ContentType = type;
                }

                foreach (var (name, value) in headers)
                {
                    request.Headers.Append(name, value);
                }
            }
        );

    private static async Task<ServiceBusReceivedMessage> ReceiveOne(FunctionsFixture fixture) =>
        Assert.Single(await fixture.Queue.ReceiveAsync(10));

    [Fact]
    public async Task Message_is_sent_with_its_headers()
    {
        await using var fixture = FunctionsFixture.Create(typeof(BatchFunction));
        var answer = await Post(
            fixture,
            "{}",
            "application/json",
            (
                "BrokerProperties",
                """{"MessageId":"m","CorrelationId":"c","Label":"s","SessionId":"x","TimeToLive":90.5,"PartitionKey":"ignored"}"""
            ),
            ("Text", "\"a \\\"b\\\", c\""),
            ("Bare", "High"),
            ("Whole", "-12"),
            ("Real", "1.5e1"),
            ("Truth", "true"),
            ("When", "Sun, 01 Mar 2026 00:00:00 GMT"),
            ("User-Agent", "curl"),
            ("Accept", "*/*")
        );
        Assert.Equal((201, ""), answer);
        var message = await ReceiveOne(fixture);
        Assert.Equal(("{}", "application/json"), (message.Body.ToString(), message.ContentType));
        Assert.Equal(
            ("m", "c", "s", "x"),
            (message.MessageId, message.CorrelationId, message.Subject, message.SessionId)
        );
        Assert.Equal(FunctionsFixture.Start.AddSeconds(90.5), message.ExpiresAt);
        Assert.Equal(
            new Dictionary<string, object>
            {
                ["Text"] = "a \"b\", c",
                ["Bare"] = "High",
                ["Whole"] = -12L,
                ["Real"] = 15.0,
                ["Truth"] = true,
                ["When"] = new DateTime(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc),
            },
            message.ApplicationProperties
        );
    }

    [Fact]
    public async Task Body_is_sent_unchanged()
    {
        await using var fixture = FunctionsFixture.Create(typeof(BatchFunction));
        Assert.Equal(201, (await Post(fixture, [0, 255], null)).Status);
        var message = await ReceiveOne(fixture);
        Assert.Equal(new byte[] { 0, 255 }, message.Body.ToArray());
        Assert.Null(message.ContentType);
        Assert.NotEmpty(message.MessageId);
    }

    [Fact]
    public async Task Batch_is_sent_in_order()
    {
        await using var fixture = FunctionsFixture.Create(typeof(BatchFunction));
        const string body = """
            [ { "Body": "a", "BrokerProperties": { "MessageId": "1", "ContentType": "t", "TimeToLiveTimeSpan": "00:01:00" },
                "UserProperties": { "s": "x", "i": 1, "d": 1.5, "b": false } },
              { "Body": "ä" } ]
            """;
        Assert.Equal((201, ""), await Post(fixture, body, $"{Batch}; charset=utf-8"));
        var messages = await fixture.Queue.ReceiveAsync(10);
        Assert.Equal(["a", "ä"], messages.Select(message => message.Body.ToString()));
        Assert.Equal(
            ("1", "t", FunctionsFixture.Start.AddMinutes(1)),
            (messages[0].MessageId, messages[0].ContentType, messages[0].ExpiresAt)
        );
        Assert.Equal(
            new Dictionary<string, object>
            {
                ["s"] = "x",
                ["i"] = 1L,
                ["d"] = 1.5,
                ["b"] = false,
            },
            messages[0].ApplicationProperties
        );
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("[1]")]
    [InlineData("""[{ "Body": 1 }]""")]
    [InlineData("""[{ "body": "a" }]""")]
    [InlineData("""[{ "Body": "a" }, { "Body": "b", "UserProperties": [] }]""")]
    [InlineData("""[{ "Body": "a", "UserProperties": { "x": {} } }]""")]
    [InlineData("""[{ "Body": "a", "BrokerProperties": { "MessageId": 1 } }]""")]
    [InlineData("""[{ "Body": "a", "BrokerProperties": { "TimeToLive": 0 } }]""")]
    [InlineData("""[{ "Body": "a", "BrokerProperties": { "TimeToLiveTimeSpan": "soon" } }]""")]
    [InlineData("""[{ "Body": "a", "BrokerProperties": { "ScheduledEnqueueTimeUtc": "2030-01-01" } }]""")]
    [InlineData("""[{ "Body": "\ud800" }]""")]
    [InlineData("""[{ "Body": "a", "UserProperties": { "\ud800": "x" } }]""")]
    [InlineData("""[{ "Body": "a", "UserProperties": { "x": "\ud800" } }]""")]
    [InlineData("""[{ "Body": "a", "UserProperties": { "x": 1e999 } }]""")]
    [InlineData("""[{ "Body": "a", "BrokerProperties": { "Label": "\ud800" } }]""")]
    [InlineData("""[{ "Body": "a", "BrokerProperties": { "TimeToLive": 1e999 } }]""")]
    [InlineData("""[{ "Body": "a", "BrokerProperties": { "TimeToLiveTimeSpan": "99999999.00:00:00" } }]""")]
    public async Task Invalid_batch_returns_400(string body)
    {
        await using var fixture = FunctionsFixture.Create(typeof(BatchFunction));
        var (status, text) = await Post(fixture, body, Batch);
        Assert.Equal(400, status);
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        Assert.Equal(1, text.Count(c => c == '\n'));
        Assert.Empty(await fixture.Queue.ReceiveAsync(10));
        Assert.Empty(fixture.Log.Errors);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"MessageId\":7}")]
    [InlineData("""{"MessageId":"\ud800"}""")]
    [InlineData("""{"TimeToLive":1e999}""")]
    [InlineData("""{"TimeToLiveTimeSpan":"99999999.00:00:00"}""")]
    public async Task Invalid_broker_properties_return_400(string header)
    {
        await using var fixture = FunctionsFixture.Create(typeof(BatchFunction));
        Assert.Equal(400, (await Post(fixture, "a", null, ("BrokerProperties", header))).Status);
        Assert.Empty(await fixture.Queue.ReceiveAsync(10));
    }

    [Fact]
    public async Task Message_id_over_128_characters_returns_400()
    {
        await using var fixture = FunctionsFixture.Create(typeof(BatchFunction));
        var id = new string('x', 128);
        Assert.Equal(
            201,
            (await Post(fixture, "a", null, ("BrokerProperties", $$"""{"MessageId":"{{id}}"}"""))).Status
        );
        Assert.Equal(
            400,
            (await Post(fixture, "a", null, ("BrokerProperties", $$"""{"MessageId":"{{id}}x"}"""))).Status
        );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Body_over_262144_bytes_returns_413(bool saysSo)
    {
        await using var fixture = FunctionsFixture.Create(typeof(BatchFunction));
        foreach (var (size, status) in new[] { (262_144, 201), (262_145, 413), (1_000_000, 413) })
        {
            var answer = await fixture.SendAsync(
                "POST",
                "/events/messages",
                new byte[size],
                request => request.ContentLength = saysSo ? size : null
            );
            Assert.Equal(status, answer.Status);
        }

        Assert.Equal(262_144, (await ReceiveOne(fixture)).Body.ToArray().Length);
    }

    [Fact]
    public async Task Oversized_body_is_not_read_completely()
    {
        await using var fixture = FunctionsFixture.Create(typeof(BatchFunction));
        var body = new MemoryStream(new byte[10_000_000]);
        await fixture.SendAsync("POST", "/events/messages", with: request => request.Body = body);
        Assert.InRange(body.Position, 262_145, 600_000);
    }

    [Fact]
    public async Task Unknown_queue_returns_404()
    {
        await using var fixture = FunctionsFixture.Create(typeof(BatchFunction));
        var (status, text) = await fixture.SendAsync("POST", "/nothing/messages", "a"u8.ToArray());
        Assert.Equal((404, "The queue does not exist.\n"), (status, text));
    }

    [Fact]
    public async Task Queue_without_a_function_accepts_messages()
    {
        await using var fixture = FunctionsFixture.Create(typeof(BatchFunction));
        Assert.Equal(201, (await fixture.SendAsync("POST", "/Other/messages", "a"u8.ToArray())).Status);
        Assert.Single(await fixture.Functions.Queues.Queues["other"].ReceiveAsync(10));
    }

    [Fact]
    public async Task Only_post_sends_messages()
    {
        await using var fixture = FunctionsFixture.Create([typeof(BatchFunction), typeof(PageFunction)]);
        Assert.Equal((200, "page 'events/messages' GET"), await fixture.SendAsync("GET", "/events/messages"));
        Assert.Equal(404, (await fixture.SendAsync("PUT", "/events/messages")).Status);
        Assert.Equal(201, (await fixture.SendAsync("POST", "/events/messages")).Status);
    }
}
