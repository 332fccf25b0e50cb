using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>The rules of a team: who may use which products, and who is warned of a low balance.</summary>
/// <param name="AssignedUsersOnly">True if only users that an admin assigned may use products.</param>
/// <param name="Products">The products that may be used; null for all.</param>
/// <param name="LowBalance">The low-balance threshold (R17).</param>
/// <param name="Recipients">The e-mail addresses that get warnings (R17).</param>
/// <param name="Plan">The plan.</param>
public sealed record TeamPolicy(
    bool AssignedUsersOnly,
    ImmutableSortedSet<ProductId>? Products,
    LowBalance LowBalance,
    ImmutableArray<string> Recipients,
    Plan Plan
)
{
    /// <summary>The policy of a new team: all users, all products, 20 %, no recipients.</summary>
    public static readonly TeamPolicy Default = new(false, null, LowBalance.Default, [], Plan.Standard);
}
