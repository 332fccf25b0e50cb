using FlexFunctions.Domain;
using FlexFunctions.Storage;

namespace FlexFunctions.App;

/// <summary>What is due in an account: teams that may have to be warned, and orders that expire soon.</summary>
/// <param name="Account">The account.</param>
/// <param name="Rows">The entries.</param>
internal sealed record AccountDue(AccountId Account, IReadOnlyList<DueRow> Rows)
{
    /// <summary>The teams that may be low or run out soon.</summary>
    public IEnumerable<TeamId> Teams => Rows.Select(row => row.Entry.Team).OfType<TeamId>();

    /// <summary>The orders that may have to be warned of.</summary>
    public IEnumerable<OrderId> Orders =>
        Rows.Where(row => row.Entry.Kind == DueKind.ExpiryWarning).Select(row => OrderId.Of(row.Entry.Subject));
}
