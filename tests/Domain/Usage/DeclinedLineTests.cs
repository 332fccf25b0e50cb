using FlexFunctions.Domain.Tests.Building;
using static FlexFunctions.Domain.Tests.Building.When;

namespace FlexFunctions.Domain.Tests.Usage;

/// <summary>R9: a denial posts a declined line, unless one lies less than 24 hours away in event time.</summary>
public sealed class DeclinedLineTests
{
    private readonly Team _team = new();

    private DateTimeOffset[] Lines => [.. _team.Declines.Select(line => line.At)];

    [Fact]
    public void A_second_denial_less_than_24_hours_later_posts_none()
    {
        _team.Opened(Monday("08:00"));
        Assert.IsType<UsageOutcome.Denied>(_team.Opened(Tuesday("08:00") - Tick));
        Assert.Equal([Monday("08:00")], Lines);
    }

    [Fact]
    public void A_second_denial_exactly_24_hours_later_posts_one()
    {
        _team.Opened(Monday("08:00"));
        _team.Opened(Tuesday("08:00"));
        Assert.Equal([Monday("08:00"), Tuesday("08:00")], Lines);
    }

    [Fact]
    public void A_late_denial_less_than_24_hours_before_posts_none()
    {
        _team.Opened(Tuesday("08:00"));
        _team.Opened(Monday("08:00") + Tick, enqueuedAt: Tuesday("09:00"));
        Assert.Equal([Tuesday("08:00")], Lines);
    }

    [Fact]
    public void A_late_denial_exactly_24_hours_before_posts_one()
    {
        _team.Opened(Tuesday("08:00"));
        _team.Opened(Monday("08:00"), enqueuedAt: Tuesday("09:00"));
        Assert.Equal([Tuesday("08:00"), Monday("08:00")], Lines);
    }

    [Fact]
    public void A_denial_without_a_line_keeps_no_other_line_away()
    {
        _team.Opened(Monday("08:00"));
        _team.Opened(Monday("20:00"));
        _team.Opened(Tuesday("08:00"));
        Assert.Equal([Monday("08:00"), Tuesday("08:00")], Lines);
    }

    [Fact]
    public void A_denied_heartbeat_posts_one()
    {
        _team.Heartbeat(Monday("08:00"));
        Assert.Equal([Monday("08:00")], Lines);
    }

    [Fact]
    public void A_denied_closed_posts_none()
    {
        _team.Buy("o1", 7, Monday("00:00"));
        _team.Opened(Monday("08:00"));
        Assert.IsType<UsageOutcome.Denied>(_team.Closed(Tuesday("09:00")));
        Assert.Empty(Lines);
    }

    [Fact]
    public void Every_user_and_product_has_lines_of_its_own()
    {
        _team.See(SignalKinds.Opened, Monday("08:00"));
        _team.See(SignalKinds.Opened, Monday("08:00"), user: "tom");
        _team.See(SignalKinds.Opened, Monday("08:00"), product: "revit");
        Assert.Equal(3, Lines.Length);
    }

    [Fact]
    public void A_line_names_who_what_why_and_the_event()
    {
        _team.Opened(Monday("08:00"));
        var line = Assert.Single(_team.Declines);
        Assert.Equal(("priscilla", "autocad"), (line.User.Value, line.Product.Value));
        Assert.Equal((RejectionCode.InsufficientTokens, new EventRef("/tests", "e1")), (line.Reason, line.Event));
    }
}
