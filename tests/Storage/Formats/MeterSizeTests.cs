using FlexFunctions.Domain;

namespace FlexFunctions.Storage.Tests.Formats;

public sealed class MeterSizeTests
{
    private static readonly DateTimeOffset s_time = new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Size_counts_sessions_spans_denied_signals_and_seats()
    {
        var session = Session("s1")
            .WithDenied(new DeniedSignal(s_time, SignalKinds.Opened, "why"))
            .WithDenied(new DeniedSignal(s_time.AddHours(1), SignalKinds.Opened, "why"));
        var meter = Meter.Unused with { Sessions = [session], Seats = [new SeatTime(s_time, null)] };

        Assert.Equal(2 + 40 + 110 + (2 * 60) + 60, MeterSize.Estimate(meter));
    }

    [Theory]
    [InlineData("t123456789", true)]
    [InlineData("t1234567890", false)]
    public void Meter_fits_up_to_400000_characters(string last, bool fits)
    {
        // 2,499 sessions and the last one, each of 10 + 40 + 110 characters.
        var sessions = Enumerable.Range(0, 2_499).Select(i => Session($"s{i:000000000}")).Append(Session(last));

        Assert.Equal(fits, MeterSize.Fits(Meter.Unused with { Sessions = [.. sessions] }));
    }

    private static SessionActivity Session(string id) =>
        SessionActivity.Unseen(SessionId.Of(id)) with
        {
            Spans = [ActivitySpan.Of(SignalKinds.Closed, s_time)],
        };
}
