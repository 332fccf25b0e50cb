using static FlexFunctions.Domain.Tests.Building.When;

namespace FlexFunctions.Domain.Tests.Usage;

/// <summary>
/// The ends of an activity span, its implied close and the kinds of signals at its ends (R3, R5, R9).
/// </summary>
public sealed class ActivitySpanTests
{
    private static readonly ActivitySpan s_morning = new(
        Monday("08:00"),
        SignalKinds.Opened,
        Monday("09:00"),
        SignalKinds.Heartbeat,
        Monday("08:00"),
        EndsInImpliedClose: false
    );

    [Fact]
    public void Span_encloses_instants_strictly_between_its_ends()
    {
        Assert.False(s_morning.Encloses(Monday("08:00")));
        Assert.True(s_morning.Encloses(Monday("08:00") + Tick));
        Assert.True(s_morning.Encloses(Monday("09:00") - Tick));
        Assert.False(s_morning.Encloses(Monday("09:00")));
    }

    [Fact]
    public void Span_contains_its_last_signal()
    {
        Assert.True(s_morning.Contains(Monday("09:00")));
        Assert.False(s_morning.IsBefore(Monday("09:00")));
        Assert.True(s_morning.IsBefore(Monday("09:00") + Tick));
    }

    [Fact]
    public void Span_does_not_contain_its_implied_close()
    {
        var closed = s_morning with { EndsInImpliedClose = true };
        Assert.True(closed.Contains(Monday("09:00") - Tick));
        Assert.False(closed.Contains(Monday("09:00")));
        Assert.True(closed.IsBefore(Monday("09:00")));
    }

    [Fact]
    public void Joining_spans_at_one_instant_combines_their_kinds()
    {
        var both = ActivitySpan
            .Of(SignalKinds.Closed, Monday("08:00"))
            .Then(ActivitySpan.Of(SignalKinds.Opened, Monday("08:00")));
        const SignalKinds kinds = SignalKinds.Opened | SignalKinds.Closed;
        Assert.Equal(new ActivitySpan(Monday("08:00"), kinds, Monday("08:00"), kinds, Monday("08:00"), false), both);
    }

    [Fact]
    public void Joining_a_signal_at_the_end_combines_the_kinds_there() =>
        Assert.Equal(
            s_morning with
            {
                AtLast = SignalKinds.Heartbeat | SignalKinds.Closed,
            },
            s_morning.Then(ActivitySpan.Of(SignalKinds.Closed, Monday("09:00")))
        );

    [Fact]
    public void Joining_a_span_that_begins_at_the_end_takes_its_end()
    {
        var later = new ActivitySpan(
            Monday("09:00"),
            SignalKinds.Closed,
            Monday("10:00"),
            SignalKinds.Opened,
            Monday("10:00"),
            true
        );
        Assert.Equal(
            new ActivitySpan(
                Monday("08:00"),
                SignalKinds.Opened,
                Monday("10:00"),
                SignalKinds.Opened,
                Monday("08:00"),
                true
            ),
            s_morning.Then(later)
        );
    }

    [Fact]
    public void Part_before_an_instant_ends_there_in_an_implied_close() =>
        Assert.Equal(
            new ActivitySpan(
                Monday("08:00"),
                SignalKinds.Opened,
                Monday("08:30"),
                SignalKinds.Closed,
                Monday("08:00"),
                true
            ),
            s_morning.Before(Monday("08:30"))
        );

    [Fact]
    public void Part_before_the_first_use_proves_no_use()
    {
        var span = s_morning with { AtFirst = SignalKinds.Closed, FirstUse = Monday("08:30") };
        var before = new ActivitySpan(
            Monday("08:00"),
            SignalKinds.Closed,
            Monday("08:30"),
            SignalKinds.Closed,
            null,
            true
        );
        Assert.Equal(before, span.Before(Monday("08:30")));
        Assert.Equal(Monday("08:30"), span.Before(Monday("08:30") + Tick)?.FirstUse);
    }

    [Fact]
    public void Part_before_its_own_implied_close_is_the_span_itself()
    {
        var closed = s_morning with { EndsInImpliedClose = true };
        Assert.Same(closed, closed.Before(Monday("09:00")));
    }

    [Fact]
    public void No_part_lies_before_the_first_signal() => Assert.Null(s_morning.Before(Monday("08:00")));
}
