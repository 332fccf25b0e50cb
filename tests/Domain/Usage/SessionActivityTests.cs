using static FlexFunctions.Domain.Tests.Building.When;

namespace FlexFunctions.Domain.Tests.Usage;

/// <summary>The proof of a session by itself: where it is cut, and what it forgets (R5, R9).</summary>
public sealed class SessionActivityTests
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan s_lateness = TimeSpan.FromDays(7);

    [Fact]
    public void A_cut_at_a_span_of_that_instant_alone_goes_before_it()
    {
        var opened = ActivitySpan.Of(SignalKinds.Opened, Monday("08:00"));
        Assert.Equal(
            [ActivitySpan.ImpliedClose(Monday("08:00")), opened],
            Of(opened).WithImpliedClose(Monday("08:00"), s_timeout).Spans.AsEnumerable()
        );
    }

    [Fact]
    public void A_cut_at_the_end_of_a_longer_span_ends_it()
    {
        var span = Beats("08:00", "08:10");
        Assert.Equal(
            [span with { AtLast = SignalKinds.Heartbeat | SignalKinds.Closed, EndsInImpliedClose = true }],
            Of(span).WithImpliedClose(Monday("08:10"), s_timeout).Spans.AsEnumerable()
        );
    }

    [Fact]
    public void One_span_of_several_around_an_instant_is_enough()
    {
        var proof = Of(Beats("08:00", "08:10"), Beats("09:00", "09:10"));
        Assert.True(proof.HasSpanAround(Monday("08:05")));
        Assert.True(proof.HasSpanAround(Monday("09:05")));
        Assert.False(proof.HasSpanAround(Monday("08:30")));
    }

    [Fact]
    public void Denied_signals_are_forgotten_from_the_oldest_on()
    {
        var proof = Of().WithDenied(Denied("10:00")).WithDenied(Denied("08:00")).WithDenied(Denied("09:00"));
        Assert.Equal(
            [Denied("09:00"), Denied("10:00")],
            proof.Forget(Monday("00:00"), Monday("09:00"), s_lateness).Denied.AsEnumerable()
        );
    }

    [Fact]
    public void A_proof_of_which_nothing_is_forgotten_is_the_same()
    {
        var proof = Of(Beats("08:00", "08:10")).WithDenied(Denied("09:00"));
        Assert.Same(proof, proof.Forget(Monday("08:10"), Monday("09:00"), s_lateness));
    }

    [Fact]
    public void An_opened_is_remembered_while_its_closed_lies_after_what_is_forgotten()
    {
        var (opened, closed) = (
            ActivitySpan.Of(SignalKinds.Opened, Monday("08:00")),
            ActivitySpan.Of(SignalKinds.Closed, Monday("12:00"))
        );
        var proof = Of(opened, closed);
        Assert.Same(proof, proof.Forget(Monday("12:00") - Tick, Monday("00:00"), s_lateness));
        Assert.Equal([closed], proof.Forget(Monday("12:00"), Monday("00:00"), s_lateness).Spans.AsEnumerable());
    }

    private static SessionActivity Of(params ActivitySpan[] spans) =>
        SessionActivity.Unseen(SessionId.Of("s1")) with
        {
            Spans = [.. spans],
        };

    private static ActivitySpan Beats(string first, string last) =>
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
