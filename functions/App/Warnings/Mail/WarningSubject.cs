using FlexFunctions.Domain;

namespace FlexFunctions.App;

/// <summary>The subject and the heading of a letter: one line that a person can act on.</summary>
internal static class WarningSubject
{
    private const int LongestName = 48;

    /// <summary>Composes the subject of a digest; long ids are shortened.</summary>
    public static string Of(WarningDigest digest) =>
        digest.Teams.Count == 1
            ? Of(digest.Teams[0], digest.At, English.Cut(digest.Teams[0].Team.Value, LongestName))
            : Of(digest, English.Cut(digest.Account.Value, LongestName));

    /// <summary>Composes the heading of a letter: the subject with full ids.</summary>
    public static string Heading(WarningDigest digest) =>
        digest.Teams.Count == 1
            ? Of(digest.Teams[0], digest.At, digest.Teams[0].Team.Value)
            : Of(digest, digest.Account.Value);

    /// <summary>Describes one team's situation in one line.</summary>
    public static string Of(WarnedTeam team, DateTimeOffset at, string name)
    {
        var (status, kinds) = (team.BalanceStatus, team.Kinds);
        var expiring = team.Expiring.Sum(order => order.Left.Value);
        var has = $"{name} has {English.Tokens(status.Usable.Value)} left";
        return !status.Usable.IsPositive ? $"{name} has no tokens left"
            : kinds.Contains(WarningKind.RunOut) && status.Forecast.RunsOutAt is { } end
                ? $"{has}, which will run out {English.Ahead(end - at)} at the current pace"
            : kinds.Contains(WarningKind.LowBalance)
                ? $"{has}: below your threshold of {English.Number(status.LowBelow)}"
            : team.Expiring.Count > 0
                ? $"{English.Tokens(expiring)} of {name} {English.Agree(expiring, "expire")} "
                    + (team.Expiring.Count == 1 ? "on " : $"in {team.Expiring.Count} orders, starting on ")
                    + English.Day(team.Expiring[0].ExpiresAt)
            : has;
    }

    private static string Of(WarningDigest digest, string account)
    {
        var teams = $"{digest.Teams.Count} teams of {account}";
        var low = digest.Teams.Count(team => team.Kinds.Any(kind => kind != WarningKind.Expiring));
        return low == digest.Teams.Count ? $"{teams} are low on tokens"
            : low == 0 ? $"{teams} have tokens that expire soon"
            : $"{teams} are low on tokens or have tokens that expire soon";
    }
}
