using System.Collections.Immutable;
using System.Globalization;
using FlexFunctions.Domain;

namespace FlexFunctions.Storage;

/// <summary>That a team was warned, of what, and by which mails (R17).</summary>
/// <param name="Team">The team.</param>
/// <param name="Kind">Of what.</param>
/// <param name="At">When.</param>
/// <param name="Usable">What it could spend then.</param>
/// <param name="LowBelow">Its threshold then.</param>
/// <param name="RunsOutAt">When that would run out; null if nothing was spent.</param>
/// <param name="Orders">The orders that expire; none for other warnings.</param>
/// <param name="Mails">The keys of the mails that tell of it, one per recipient; none if the team has no recipients.</param>
public sealed record TeamWarning(
    TeamId Team,
    WarningKind Kind,
    DateTimeOffset At,
    Tokens Usable,
    decimal LowBelow,
    DateTimeOffset? RunsOutAt,
    ImmutableArray<OrderId> Orders,
    ImmutableArray<string> Mails
)
{
    /// <summary>Its name in the team; the names sort the newest first.</summary>
    public string Key =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{DateTimeOffset.MaxValue.UtcTicks - At.UtcTicks:D19}|{Kind}|{Orders.FirstOrDefault()}"
        );
}
