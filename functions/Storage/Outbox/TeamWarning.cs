using System.Collections.Immutable;
using System.Globalization;
using FlexFunctions.Domain;

namespace FlexFunctions.Storage;

/// <summary>A warning to a team, with its mails (R17).</summary>
/// <param name="Team">The team.</param>
/// <param name="Kind">The kind of warning.</param>
/// <param name="At">When.</param>
/// <param name="Usable">The usable tokens at that instant.</param>
/// <param name="LowBelow">The low-balance threshold at that instant.</param>
/// <param name="RunsOutAt">When the tokens were forecast to run out; null without spending.</param>
/// <param name="Orders">The orders that expire; none for other warnings.</param>
/// <param name="Mails">The keys of its mails, one per recipient; empty if the team has no recipients.</param>
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
    /// <summary>The key of the warning in its team; keys sort newest first.</summary>
    public string Key =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{DateTimeOffset.MaxValue.UtcTicks - At.UtcTicks:D19}|{Kind}|{Orders.FirstOrDefault()}"
        );
}
