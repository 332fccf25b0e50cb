using static FlexFunctions.Domain.Tests.Building.When;

namespace FlexFunctions.Domain.Tests.Usage;

/// <summary>The activity of a session: its implied closes (R9) and what it forgets (R5).</summary>
public sealed class SessionActivityTests
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan s_lateness = TimeSpan.FromDays(7);

    [Fact]
    public void Implied_close_at_a_single_signal_precedes_it()
    {
        var opened = ActivitySpan.Of(SignalKinds.Opened, Monday("08:00"));
        Assert.Equal(
            [ActivitySpan.ImpliedClose(Monday("08:00")), opened],
            Of(opened).WithImpliedClose(Monday("08:00"), s_timeout).Spans.AsEnumerable()
        );
    }

    [Fact]
    public void Implied_close_at_the_end_of_a_span_ends_it()
    {
        var span = Heartbeats("08:00", "08:10");
        Assert.Equal(
            [span with { AtLast = SignalKinds.Heartbeat | SignalKinds.Closed, EndsInImpliedClose = true }],
            Of(span).WithImpliedClose(Monday("08:10"), s_timeout).Spans.AsEnumerable()
        );
    }

    [Fact]
    public void Any_of_several_spans_can_surround_an_instant()
    {
        var activity = Of(Heartbeats("08:00", "08:10"), Heartbeats("09:00", "09:10"));
        Assert.True(activity.HasSpanAround(Monday("08:05")));
        Assert.True(activity.HasSpanAround(Monday("09:05")));
        Assert.False(activity.HasSpanAround(Monday("08:30")));
    }

    [Fact]
    public void Oldest_denied_signals_are_forgotten_first()
    {
        var activity = Of().WithDenied(Denied("10:00")).WithDenied(Denied("08:00")).WithDenied(Denied("09:00"));
        Assert.Equal(
            [Denied("09:00"), Denied("10:00")],
            activity.Forget(Monday("00:00"), Monday("09:00"), s_lateness).Denied.AsEnumerable()
        );
    }

    [Fact]
    public void Forgetting_nothing_returns_the_same_activity()
    {
        var activity = Of(Heartbeats("08:00", "08:10")).WithDenied(Denied("09:00"));
        Assert.Same(activity, activity.Forget(Monday("08:10"), Monday("09:00"), s_lateness));
    }

    [Fact]
    public void Opened_is_kept_as_long_as_its_closed_is_kept()
    {
        var (opened, closed) = (
            ActivitySpan.Of(SignalKinds.Opened, Monday("08:00")),
            ActivitySpan.Of(SignalKinds.Closed, Monday("12:00"))
        );
        var activity = Of(opened, closed);
        Assert.Same(activity, activity.Forget(Monday("12:00") - Tick, Monday("00:00"), s_lateness));
        Assert.Equal([closed], activity.Forget(Monday("12:00"), Monday("00:00"), s_lateness).Spans.AsEnumerable());
    }

    private static SessionActivity Of(params ActivitySpan[] spans) =>
        SessionActivity.Unseen(SessionId.Of("s1")) with
        {
            Spans = [.. spans],
        };

    private static ActivitySpan Heartbeats(string first, string last) =>
        new(
            Monday(first),
            SignalKinds.Heartbeat,
            Monday(last),
            SignalKinds.Heartbeat,
            Monday(first),
            EndsInImpliedClose: false
        );

    private static DeniedSignal Denied(string clock) => new(Monday(clock), SignalKinds.Opened, "why");
}
