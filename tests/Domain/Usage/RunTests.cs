using static FlexFunctions.Domain.Tests.Building.When;

namespace FlexFunctions.Domain.Tests.Usage;

/// <summary>A span by itself: its edges, its cut, and what becomes of the kinds at its ends (R3, R5, R9).</summary>
public sealed class RunTests
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
    public void A_span_encloses_what_lies_strictly_between_its_ends()
    {
        Assert.False(s_morning.Encloses(Monday("08:00")));
        Assert.True(s_morning.Encloses(Monday("08:00") + Tick));
        Assert.True(s_morning.Encloses(Monday("09:00") - Tick));
        Assert.False(s_morning.Encloses(Monday("09:00")));
    }

    [Fact]
    public void A_span_spans_its_last_signal()
    {
        Assert.True(s_morning.Holds(Monday("09:00")));
        Assert.False(s_morning.IsBefore(Monday("09:00")));
        Assert.True(s_morning.IsBefore(Monday("09:00") + Tick));
    }

    [Fact]
    public void A_span_with_a_cut_does_not_span_the_cut()
    {
        var cut = s_morning with { EndsInImpliedClose = true };
        Assert.True(cut.Holds(Monday("09:00") - Tick));
        Assert.False(cut.Holds(Monday("09:00")));
        Assert.True(cut.IsBefore(Monday("09:00")));
    }

    [Fact]
    public void Runs_of_one_instant_have_the_kinds_of_both_there()
    {
        var both = ActivitySpan
            .Of(SignalKinds.Closed, Monday("08:00"))
            .Then(ActivitySpan.Of(SignalKinds.Opened, Monday("08:00")));
        const SignalKinds kinds = SignalKinds.Opened | SignalKinds.Closed;
        Assert.Equal(new ActivitySpan(Monday("08:00"), kinds, Monday("08:00"), kinds, Monday("08:00"), false), both);
    }

    [Fact]
    public void A_span_joined_to_a_signal_at_its_last_instant_has_the_kinds_of_both_at_its_end() =>
        Assert.Equal(
            s_morning with
            {
                AtLast = SignalKinds.Heartbeat | SignalKinds.Closed,
            },
            s_morning.Then(ActivitySpan.Of(SignalKinds.Closed, Monday("09:00")))
        );

    [Fact]
    public void A_span_joined_to_one_that_begins_at_its_last_instant_ends_as_the_later_does()
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
    public void The_part_before_an_instant_ends_there_in_a_cut_and_keeps_its_first_use() =>
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
    public void The_part_before_the_first_use_has_no_use()
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
    public void The_part_before_its_own_cut_is_the_span_itself()
    {
        var cut = s_morning with { EndsInImpliedClose = true };
        Assert.Same(cut, cut.Before(Monday("09:00")));
    }

    [Fact]
    public void There_is_no_part_before_the_first_signal() => Assert.Null(s_morning.Before(Monday("08:00")));
}
