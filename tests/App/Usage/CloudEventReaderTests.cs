using System.Text;
using System.Text.Json.Nodes;
using FlexFunctions.Domain;

namespace FlexFunctions.App.Tests;

public sealed class CloudEventReaderTests
{
    private static readonly DateTimeOffset s_enqueuedAt = new(2026, 11, 2, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Every_field_is_read()
    {
        var good = Assert.IsType<ReadEvent.Valid>(Assert.Single(Read(Valid().ToJsonString()).Events));

        Assert.Equal(
            new TeamUsageEvent(
                AccountId.Of("Acme"),
                TeamId.Of("Design"),
                new UsageSignalEvent(
                    new EventRef("urn:p", "e 1"),
                    UserId.Of("priscilla@acme.com"),
                    ProductId.Of("autocad"),
                    new UsageSignal(
                        SignalKinds.Opened,
                        SessionId.Of("S1"),
                        new DateTimeOffset(2026, 11, 2, 8, 0, 0, TimeSpan.Zero).AddTicks(1234567)
                    ),
                    s_enqueuedAt
                )
            ),
            good.Event
        );
    }

    [Theory]
    [InlineData("specversion", "'specversion'")]
    [InlineData("id", "'id'")]
    [InlineData("source", "'source'")]
    [InlineData("type", "'type'")]
    [InlineData("time", "'time'")]
    [InlineData("data", "'data'")]
    [InlineData("data.account", "'data.account'")]
    [InlineData("data.team", "'data.team'")]
    [InlineData("data.user", "'data.user'")]
    [InlineData("data.product", "'data.product'")]
    [InlineData("data.session", "'data.session'")]
    public void A_field_that_is_missing_or_of_another_kind_is_named(string field, string named)
    {
        foreach (var value in new JsonNode?[] { null, 7, true, new JsonArray(), "\u0001", "" })
        {
            Assert.Contains(named, Refusal(With(field, value)).Detail, StringComparison.Ordinal);
        }

        Assert.Contains(named, Refusal(Without(field)).Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("account")]
    [InlineData("team")]
    [InlineData("user")]
    [InlineData("product")]
    [InlineData("session")]
    public void An_id_has_1_to_128_of_the_characters_of_ids(string field)
    {
        foreach (
            var id in new[] { "a/b", "a#b", "a?b", "a\\b", "a b", "a|b", "~", "ä", "a\u0000", new string('a', 129) }
        )
        {
            Assert.Equal($"data.{field}", Refusal(With("data." + field, id)).Field);
        }

        Assert.IsType<ReadEvent.Valid>(Single(With("data." + field, "AZaz09._@+-")));
        Assert.IsType<ReadEvent.Valid>(Single(With("data." + field, new string('a', 128))));
    }

    [Theory]
    [InlineData("2026-11-02T08:00:00Z", "2026-11-02T08:00:00")]
    [InlineData("2026-11-02T08:00:00.5Z", "2026-11-02T08:00:00.5")]
    [InlineData("2026-11-02T08:00:00.123456789Z", "2026-11-02T08:00:00.1234567")]
    [InlineData("2026-11-02t08:00:00z", "2026-11-02T08:00:00")]
    [InlineData("2026-11-02T08:00:00+05:30", "2026-11-02T02:30:00")]
    [InlineData("2024-02-29T23:59:59-12:00", "2024-03-01T11:59:59")]
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01T00:00:00")]
    [InlineData("9999-12-31T23:59:59Z", "9999-12-31T23:59:59")]
    public void A_time_is_an_RFC_3339_instant(string time, string utc)
    {
        var good = Assert.IsType<ReadEvent.Valid>(Single(With("time", time)));
        var seen = Assert.IsType<UsageSignalEvent>(good.Event.Usage).Signal.Time;

        Assert.Equal(DateTime.Parse(utc, null), seen.DateTime);
        Assert.Equal(TimeSpan.Zero, seen.Offset);
    }

    [Theory]
    [InlineData("2026-11-02")]
    [InlineData("2026-11-02T08:00:00")]
    [InlineData("2026-11-02T08:00Z")]
    [InlineData("2026-11-02T08:00:60Z")]
    [InlineData("2026-11-02T24:00:00Z")]
    [InlineData("2026-02-30T08:00:00Z")]
    [InlineData("2025-02-29T08:00:00Z")]
    [InlineData("2026-13-01T08:00:00Z")]
    [InlineData("2026-11-02T08:00:00+25:00")]
    [InlineData("2026-11-02T08:00:00.Z")]
    [InlineData("0001-01-01T00:00:00+14:00")]
    [InlineData("9999-12-31T23:59:59-14:00")]
    [InlineData("02/11/2026 08:00:00")]
    [InlineData("Mon, 02 Nov 2026 08:00:00 GMT")]
    [InlineData("1793606400")]
    [InlineData("２０２６-11-02T08:00:00Z")]
    [InlineData(" 2026-11-02T08:00:00Z")]
    [InlineData("2026-11-02 08:00:00Z")]
    public void What_is_no_instant_is_refused(string time) => Assert.Equal("time", Refusal(With("time", time)).Field);

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("\"text\"")]
    [InlineData("{}")]
    [InlineData("{} {}")]
    [InlineData("{\"id\":\"\\ud800\"}")]
    public void What_is_no_event_is_malformed(string body) =>
        Assert.Equal(
            RejectionCode.MalformedEvent,
            Assert.IsType<ReadEvent.Malformed>(Assert.Single(Read(body).Events)).Rejection.Code
        );

    [Fact]
    public void A_field_that_stands_twice_is_malformed()
    {
        var twice = Valid().ToJsonString().Replace("\"id\"", "\"id\":\"x\",\"id\"", StringComparison.Ordinal);

        Assert.IsType<ReadEvent.Malformed>(Assert.Single(Read(twice).Events));
    }

    [Fact]
    public void Bytes_that_are_no_UTF8_are_malformed()
    {
        var bytes = Encoding.UTF8.GetBytes(Valid().ToJsonString());
        bytes[Array.IndexOf(bytes, (byte)'p')] = 0xff;

        Assert.IsType<ReadEvent.Malformed>(Assert.Single(CloudEventReader.Read(bytes, s_enqueuedAt).Events));
    }

    [Fact]
    public void Unknown_fields_are_ignored()
    {
        var json = Valid();
        json["traceparent"] = "00-1";
        json["data"]!["cpu"] = new JsonArray(1, 2);

        Assert.IsType<ReadEvent.Valid>(Single(json));
    }

    [Theory]
    [InlineData("flex.product.started")]
    [InlineData("flex.product.Opened")]
    [InlineData("com.example.opened")]
    public void Another_type_is_named(string type) => Assert.Equal("type", Refusal(With("type", type)).Field);

    [Fact]
    public void An_array_is_a_batch_and_keeps_its_order()
    {
        var batch = Read($"[{With("id", "a").ToJsonString()},7,{With("id", "b").ToJsonString()}]");

        Assert.True(batch.IsBatch);
        Assert.Equal(["a", null, "b"], batch.Events.Select(read => (read as ReadEvent.Valid)?.Event.Usage.Event.Id));
    }

    private static JsonObject Valid() =>
        JsonNode
            .Parse(
                """
                { "specversion": "1.0", "id": "e 1", "source": "urn:p", "type": "flex.product.opened",
                  "time": "2026-11-02T09:00:00.1234567+01:00", "datacontenttype": "application/json",
                  "data": { "account": "Acme", "team": "Design", "user": "Priscilla@acme.com", "product": "autocad",
                            "version": "2027", "session": "S1" } }
                """
            )!
            .AsObject();

    private static JsonObject With(string field, JsonNode? value)
    {
        var json = Valid();
        var (parent, name) = Place(json, field);
        parent[name] = value?.DeepClone();
        return json;
    }

    private static JsonObject Without(string field)
    {
        var json = Valid();
        var (parent, name) = Place(json, field);
        parent.Remove(name);
        return json;
    }

    private static (JsonObject Parent, string Name) Place(JsonObject json, string field) =>
        field.StartsWith("data.", StringComparison.Ordinal) ? (json["data"]!.AsObject(), field[5..]) : (json, field);

    private static ReadBody Read(string body) => CloudEventReader.Read(Encoding.UTF8.GetBytes(body), s_enqueuedAt);

    private static ReadEvent Single(JsonObject json) => Assert.Single(Read(json.ToJsonString()).Events);

    private static Rejection Refusal(JsonObject json)
    {
        var rejection = Assert.IsType<ReadEvent.Malformed>(Single(json)).Rejection;
        Assert.Equal(RejectionCode.MalformedEvent, rejection.Code);
        return rejection;
    }
}
