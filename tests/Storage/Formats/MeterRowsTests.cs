using System.Text;
using FlexFunctions.Domain;

namespace FlexFunctions.Storage.Tests.Formats;

/// <summary>The row format of a meter.</summary>
public sealed class MeterRowsTests
{
    private static readonly DateTimeOffset s_eight = new DateTimeOffset(2026, 11, 2, 8, 0, 0, TimeSpan.Zero).AddTicks(
        1
    );
    private static readonly GrantKey s_grant = new(s_eight.AddYears(1), Tokens.Whole(10), OrderId.Of("o1"));

    private static readonly Meter s_meter = new(
        [
            SessionActivity.Unseen(SessionId.Of("s1")) with
            {
                Spans =
                [
                    ActivitySpan.Of(SignalKinds.Closed, s_eight),
                    ActivitySpan
                        .Of(SignalKinds.Opened | SignalKinds.Heartbeat, s_eight.AddHours(1))
                        .Then(ActivitySpan.ImpliedClose(s_eight.AddHours(2))),
                ],
                Denied =
                [
                    new(s_eight.AddHours(3), SignalKinds.Opened, RejectionCode.PaymentOverdue),
                    new(s_eight.AddHours(3), SignalKinds.Heartbeat, RejectionCode.InsufficientTokens),
                ],
            },
            SessionActivity.Unseen(SessionId.Of("s2")) with
            {
                LeftOut = TimeRange.Of(s_eight.AddHours(5)),
                Denied = [new(s_eight, SignalKinds.Closed, RejectionCode.ProductNotAllowed)],
            },
        ],
        [new(new ChargeWindow(s_eight), Tokens.Whole(7), [new(s_grant, Tokens.Whole(5)), new(s_grant, new(2_000))])],
        s_eight.AddDays(-1),
        s_eight.AddDays(-20),
        [s_eight.AddHours(3)],
        [new(s_eight.AddDays(-2), s_eight.AddDays(-1)), new(s_eight, null)]
    )
    {
        Instants = [s_eight.AddHours(4), s_eight.AddHours(5)],
        LeftOut = new TimeRange(s_eight.AddHours(4), s_eight.AddHours(6)),
        DeniedRanges = [new(new TimeRange(s_eight, s_eight.AddTicks(9)), RejectionCode.UserNotAssigned)],
    };

    /// <inheritdoc cref="StoredFormsTests"/>
    [Fact]
    public void Meter_is_stored_as_JSON_in_bytes() =>
        Stored.AssertStoredAs(
            MeterFormat.Instance,
            s_meter,
            ("V", 3L),
            (
                "Json0",
                Encoding.UTF8.GetBytes(
                    """
                    {"before":"2026-10-13T08:00:00.0000001Z","end":"2026-11-01T08:00:00.0000001Z",
                    "sessions":[{"id":"s1","runs":[17280000000000,0,-1,36,17316000000000,36000000000,0,99],
                    "denied":[17388000000000,1,"payment-overdue",17388000000000,2,"insufficient-tokens"]},
                    {"id":"s2","runs":[],"denied":[17280000000000,4,"product-not-allowed"],
                    "left":[17460000000000,17460000000000]}],
                    "windows":[{"start":"2026-11-02T08:00:00.0000001Z","rate":7000,
                    "paid":["o1",10000,"2027-11-02T08:00:00.0000001Z",5000,"o1",10000,"2027-11-02T08:00:00.0000001Z",2000]}],
                    "declined":["2026-11-02T11:00:00.0000001Z"],
                    "seats":[["2026-10-31T08:00:00.0000001Z","2026-11-01T08:00:00.0000001Z"],["2026-11-02T08:00:00.0000001Z"]],
                    "left":[17424000000000,17496000000000],"instants":[17424000000000,17460000000000],
                    "ranges":[17280000000000,17280000000009,"user-not-assigned"]}
                    """.ReplaceLineEndings("")
                )
            )
        );

    [Fact]
    public void Meter_round_trips()
    {
        var again = Stored.RoundTrip(MeterFormat.Instance, s_meter);
        Assert.Equal(s_meter.Sessions[0].Spans.AsEnumerable(), again.Sessions[0].Spans);
        Assert.Equal(s_meter.Sessions.Select(session => session.Denied.AsEnumerable()), again.Sessions.Select(Denied));
        Assert.Equal(s_meter.Windows[0].Payments.AsEnumerable(), again.Windows[0].Payments);
        Assert.Equal(
            (s_meter.LastForgottenEnd, s_meter.ForgottenBefore),
            (again.LastForgottenEnd, again.ForgottenBefore)
        );
        Assert.Equal(s_meter.Declined.AsEnumerable(), again.Declined);
        Assert.Equal(s_meter.Seats.AsEnumerable(), again.Seats);
        Assert.Equal(s_meter.Sessions.Select(session => session.LeftOut), again.Sessions.Select(LeftOut));
        Assert.Equal(s_meter.Instants.AsEnumerable(), again.Instants);
        Assert.Equal(s_meter.LeftOut, again.LeftOut);
        Assert.Equal(s_meter.DeniedRanges.AsEnumerable(), again.DeniedRanges);
    }

    [Fact]
    public void Unused_meter_round_trips()
    {
        var again = Stored.RoundTrip(MeterFormat.Instance, Meter.Unused);
        Assert.Empty(again.Sessions);
        Assert.Null(again.LastForgottenEnd);
        Assert.Equal(DateTimeOffset.MinValue, again.ForgottenBefore);
    }

    [Fact]
    public void Version_2_meter_is_a_text()
    {
        var meter = Stored.Read(
            MeterFormat.Instance,
            ("V", 2L),
            (
                "Text",
                """
                {"before":"2026-10-13T08:00:00.0000001Z","sessions":[{"id":"s1","runs":[
                ["2026-11-02T08:00:00.0000001Z",4,"2026-11-02T09:00:00.0000001Z",3,"2026-11-02T09:00:00.0000001Z",false]],
                "denied":["2026-11-02T11:00:00.0000001Z",1,"payment-overdue"]}],"windows":[],"declined":[],
                "seats":[["2026-11-02T08:00:00.0000001Z"]]}
                """
            )
        );
        var span = ActivitySpan
            .Of(SignalKinds.Closed, s_eight)
            .Then(ActivitySpan.Of(SignalKinds.Opened | SignalKinds.Heartbeat, s_eight.AddHours(1)));
        Assert.Equal(span, meter.Sessions[0].Spans[0]);
        Assert.Equal(RejectionCode.PaymentOverdue, meter.Sessions[0].Denied[0].Reason);
        Assert.Equal([new SeatTime(s_eight, null)], meter.Seats.AsEnumerable());
        Assert.Empty(meter.Instants);
        Assert.Null(meter.LeftOut);
    }

    [Fact]
    public void Version_1_meter_has_no_seats_and_denials_for_lack_of_tokens()
    {
        var meter = Stored.Read(
            MeterFormat.Instance,
            ("V", 1L),
            (
                "Text",
                """
                {"before":"2026-10-13T08:00:00.0000001Z","end":"2026-11-01T08:00:00.0000001Z","sessions":[{"id":"s1","runs":[
                ["2026-11-02T08:00:00.0000001Z",1,"2026-11-02T09:00:00.0000001Z",4,"2026-11-02T08:00:00.0000001Z",true]],
                "denied":["2026-11-02T11:00:00.0000001Z",1,"2026-11-02T11:00:00.0000001Z",2]}],
                "windows":[{"start":"2026-11-02T08:00:00.0000001Z","rate":7000,
                "paid":["o1",10000,"2027-11-02T08:00:00.0000001Z",7000]}],"declined":["2026-11-02T11:00:00.0000001Z"]}
                """
            )
        );
        Assert.Empty(meter.Seats);
        Assert.Equal(
            [
                (SignalKinds.Opened, RejectionCode.InsufficientTokens),
                (SignalKinds.Heartbeat, RejectionCode.InsufficientTokens),
            ],
            meter.Sessions[0].Denied.Select(denied => (denied.Kind, denied.Reason))
        );
        Assert.All(meter.Sessions[0].Denied, denied => Assert.Equal(s_eight.AddHours(3), denied.Time));
        Assert.Equal(
            ActivitySpan.Of(SignalKinds.Opened, s_eight).Then(ActivitySpan.ImpliedClose(s_eight.AddHours(1))),
            meter.Sessions[0].Spans[0]
        );
        Assert.Equal([new Payment(s_grant, Tokens.Whole(7))], meter.Windows[0].Payments.AsEnumerable());
        Assert.Equal((s_eight.AddDays(-1), s_eight.AddDays(-20)), (meter.LastForgottenEnd, meter.ForgottenBefore));
        Assert.Equal([s_eight.AddHours(3)], meter.Declined.AsEnumerable());
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"before":7,"sessions":[],"windows":[],"declined":[],"seats":[]}""")]
    [InlineData("""{"before":"2026-11-02T08:00:00Z","sessions":[{"id":"s","runs":[1]}],"windows":[]}""")]
    [InlineData("""{"before":"2026-11-02T08:00:00Z","sessions":[{"id":"s","runs":[],"denied":[1]}],"windows":[]}""")]
    [InlineData("""{"before":"2026-11-02T08:00:00Z","sessions":[],"windows":[],"declined":[],"seats":[[]]}""")]
    public void Damaged_meter_is_reported_by_its_key(string text)
    {
        Stored.AssertUnreadable(
            MeterFormat.Instance,
            new Dictionary<string, object>(StringComparer.Ordinal) { ["V"] = 2L, ["Text"] = text }
        );
        Stored.AssertUnreadable(
            MeterFormat.Instance,
            new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["V"] = 3L,
                ["Json0"] = Encoding.UTF8.GetBytes(text),
            }
        );
    }

    private static TimeRange? LeftOut(SessionActivity session) => session.LeftOut;

    private static IEnumerable<DeniedSignal> Denied(SessionActivity session) => session.Denied;
}
