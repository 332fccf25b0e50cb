using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>The key of a row of a usage report: a value for each dimension that the report is grouped by, else null.</summary>
/// <param name="Day">The day.</param>
/// <param name="User">The user.</param>
/// <param name="Product">The product.</param>
/// <param name="Team">The team.</param>
public sealed record UsageKey(DateOnly? Day, UserId? User, ProductId? Product, TeamId? Team)
{
    /// <summary>Returns the order of keys: by one dimension after the other.</summary>
    public static IComparer<UsageKey> OrderOf(ImmutableArray<UsageDimension> by) =>
        Comparer<UsageKey>.Create(
            (left, right) =>
            {
                foreach (var dimension in by)
                {
                    if (left.Compare(right, dimension) is var order and not 0)
                    {
                        return order;
                    }
                }

                return 0;
            }
        );

    private int Compare(UsageKey other, UsageDimension by) =>
        by switch
        {
            UsageDimension.Day => Nullable.Compare(Day, other.Day),
            UsageDimension.User => string.CompareOrdinal(User?.Value, other.User?.Value),
            UsageDimension.Product => string.CompareOrdinal(Product?.Value, other.Product?.Value),
            UsageDimension.Team => string.CompareOrdinal(Team?.Value, other.Team?.Value),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
}
