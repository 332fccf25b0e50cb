using FlexFunctions.Domain.Tests.Building;
using static FlexFunctions.Domain.Tests.Building.When;

namespace FlexFunctions.Domain.Tests.Grants;

/// <summary>The grants added to, changed in and removed from a team.</summary>
public sealed class GrantChangeTests
{
    private static readonly GrantKey s_first = Grant.Of("a", 10, Monday("00:00"));
    private static readonly GrantKey s_second = Grant.Of("b", 20, Tuesday("00:00"));
    private static readonly GrantKey s_third = Grant.Of("c", 30, Wednesday("00:00"));
    private static readonly GrantPool s_before = GrantPool.Empty.With(s_first).With(s_second);

    [Fact]
    public void Added_and_drawn_grants_are_changed()
    {
        var after = s_before.Draw(Tokens.Whole(3), Thursday("00:00"))!.Value.Pool.With(s_third);
        Assert.Equal(
            [(s_first, Tokens.Whole(7)), (s_third, Tokens.Whole(30))],
            after.ChangedSince(s_before).Select(grant => (grant.Key, grant.Value))
        );
        Assert.Empty(after.GoneSince(s_before));
    }

    [Fact]
    public void Removed_grants_are_gone_but_not_changed()
    {
        var after = s_before.Without(s_first);
        Assert.Equal([s_first], after.GoneSince(s_before));
        Assert.Empty(after.ChangedSince(s_before));
    }

    [Fact]
    public void Equal_pools_have_no_changed_or_gone_grants()
    {
        Assert.Empty(s_before.ChangedSince(s_before));
        Assert.Empty(s_before.GoneSince(s_before));
    }
}
