using FlexFunctions.Domain.Tests.Building;
using static FlexFunctions.Domain.Tests.Building.When;

namespace FlexFunctions.Domain.Tests.Journal;

/// <summary>A short story whose journal contains purchases, charges, reversals and declined lines.</summary>
internal static class JournalStory
{
    public static Team Create()
    {
        var team = new Team().Buy("o1", 10, Monday("00:00")).Buy("o2", 5, Monday("00:01"));
        team.Opened(Monday("09:00"), "s1");
        team.Opened(Monday("08:00"), "s2", enqueuedAt: Monday("12:00"));
        team.Closed(Tuesday("09:00"), "s2");
        team.Heartbeat(Monday("20:00"), "s2", enqueuedAt: Tuesday("10:00"));
        team.Send(SignalKinds.Opened, Tuesday("11:00"), product: "revit");
        Assert.Equal(
            ["Bought", "Charged", "Declined", "Reversed"],
            team.Postings.Select(p => p.GetType().Name).Distinct().Order(StringComparer.Ordinal)
        );
        Assert.Contains(team.Reversals, reversed => !reversed.Reversal.GivenBack.IsEmpty);
        Assert.Contains(team.Reversals, reversed => !reversed.Reversal.Carried.IsEmpty);
        return team;
    }
}
