using FlexFunctions.Domain;
using FlexFunctions.Storage;

namespace FlexFunctions.App;

/// <summary>The due entries of one account: teams that may need a warning, and orders that expire soon.</summary>
/// <param name="Account">The account.</param>
/// <param name="Rows">The due entries.</param>
internal sealed record AccountDue(AccountId Account, IReadOnlyList<DueRow> Rows)
{
    /// <summary>The teams whose balance may be low or may run out soon.</summary>
    public IEnumerable<TeamId> Teams => Rows.Select(row => row.Entry.Team).OfType<TeamId>();

    /// <summary>The orders that may need an expiry warning.</summary>
    public IEnumerable<OrderId> Orders =>
        Rows.Where(row => row.Entry.Kind == DueKind.ExpiryWarning).Select(row => OrderId.Of(row.Entry.Subject));
}
