using FlexFunctions.Domain.Tests.Building;
using static FlexFunctions.Domain.Tests.Building.When;

namespace FlexFunctions.Domain.Tests.Usage;

/// <summary>A denial posts a declined line unless another is less than 24 hours away in event time (R9).</summary>
public sealed class DeclinedLineTests
{
    private readonly Team _team = new();

    private DateTimeOffset[] Lines => [.. _team.Declines.Select(line => line.At)];

    [Fact]
    public void Denial_less_than_24_hours_after_a_line_posts_none()
    {
        _team.Opened(Monday("08:00"));
        Assert.IsType<UsageOutcome.Denied>(_team.Opened(Tuesday("08:00") - Tick));
        Assert.Equal([Monday("08:00")], Lines);
    }

    [Fact]
    public void Denial_exactly_24_hours_after_a_line_posts_one()
    {
        _team.Opened(Monday("08:00"));
        _team.Opened(Tuesday("08:00"));
        Assert.Equal([Monday("08:00"), Tuesday("08:00")], Lines);
    }

    [Fact]
    public void Late_denial_less_than_24_hours_before_a_line_posts_none()
    {
        _team.Opened(Tuesday("08:00"));
        _team.Opened(Monday("08:00") + Tick, enqueuedAt: Tuesday("09:00"));
        Assert.Equal([Tuesday("08:00")], Lines);
    }

    [Fact]
    public void Late_denial_exactly_24_hours_before_a_line_posts_one()
    {
        _team.Opened(Tuesday("08:00"));
        _team.Opened(Monday("08:00"), enqueuedAt: Tuesday("09:00"));
        Assert.Equal([Tuesday("08:00"), Monday("08:00")], Lines);
    }

    [Fact]
    public void Denial_without_a_line_does_not_suppress_later_lines()
    {
        _team.Opened(Monday("08:00"));
        _team.Opened(Monday("20:00"));
        _team.Opened(Tuesday("08:00"));
        Assert.Equal([Monday("08:00"), Tuesday("08:00")], Lines);
    }

    [Fact]
    public void Denied_heartbeat_posts_a_line()
    {
        _team.Heartbeat(Monday("08:00"));
        Assert.Equal([Monday("08:00")], Lines);
    }

    [Fact]
    public void Denied_closed_posts_no_line()
    {
        _team.Buy("o1", 7, Monday("00:00"));
        _team.Opened(Monday("08:00"));
        Assert.IsType<UsageOutcome.Denied>(_team.Closed(Tuesday("09:00")));
        Assert.Empty(Lines);
    }

    [Fact]
    public void Each_user_and_product_has_its_own_lines()
    {
        _team.Send(SignalKinds.Opened, Monday("08:00"));
        _team.Send(SignalKinds.Opened, Monday("08:00"), user: "tom");
        _team.Send(SignalKinds.Opened, Monday("08:00"), product: "revit");
        Assert.Equal(3, Lines.Length);
    }

    [Fact]
    public void Line_names_user_product_reason_and_event()
    {
        _team.Opened(Monday("08:00"));
        var line = Assert.Single(_team.Declines);
        Assert.Equal(("priscilla", "autocad"), (line.User.Value, line.Product.Value));
        Assert.Equal((RejectionCode.InsufficientTokens, new EventRef("/tests", "e1")), (line.Reason, line.Event));
    }
}
