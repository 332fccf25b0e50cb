using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>Who of a team may use what, and who hears of its balance.</summary>
/// <param name="AssignedUsersOnly">True if only users that an admin assigned may use products; else all may.</param>
/// <param name="Products">The products that may be used; null: all.</param>
/// <param name="LowBalance">When its balance is low (R17).</param>
/// <param name="Recipients">The mail addresses that are warned (R17).</param>
/// <param name="Plan">Its plan.</param>
public sealed record TeamPolicy(
    bool AssignedUsersOnly,
    ImmutableSortedSet<ProductId>? Products,
    LowBalance LowBalance,
    ImmutableArray<string> Recipients,
    Plan Plan
)
{
    /// <summary>The policy of a new team: all users, all products, 20 %, nobody is warned.</summary>
    public static readonly TeamPolicy Default = new(false, null, LowBalance.Default, [], Plan.Standard);
}
