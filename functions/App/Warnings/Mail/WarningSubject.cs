using FlexFunctions.Domain;

namespace FlexFunctions.App;

/// <summary>A letter in one line on which a person can act.</summary>
internal static class WarningSubject
{
    private const int LongestName = 48;

    /// <summary>The subject of a digest; long ids are cut.</summary>
    public static string Of(WarningDigest digest) =>
        digest.Teams.Count == 1
            ? Of(digest.Teams[0], digest.At, English.Cut(digest.Teams[0].Team.Value, LongestName))
            : Of(digest, English.Cut(digest.Account.Value, LongestName));

    /// <summary>What a letter is headed with: the subject, with whole ids.</summary>
    public static string Heading(WarningDigest digest) =>
        digest.Teams.Count == 1
            ? Of(digest.Teams[0], digest.At, digest.Teams[0].Team.Value)
            : Of(digest, digest.Account.Value);

    /// <summary>One team in one line.</summary>
    public static string Of(WarnedTeam team, DateTimeOffset at, string name)
    {
        var (status, kinds) = (team.BalanceStatus, team.Kinds);
        var has = $"{name} has {English.Tokens(status.Usable.Value)} left";
        return !status.Usable.IsPositive ? $"{name} has no tokens left"
            : kinds.Contains(WarningKind.RunOut) && status.Forecast.RunsOutAt is { } end
                ? $"{has}: at this pace they are gone {English.Ahead(end - at)}"
            : kinds.Contains(WarningKind.LowBalance) ? $"{has}: below your limit of {English.Number(status.LowBelow)}"
            : team.Expiring.Count > 0
                ? $"{English.Tokens(team.Expiring.Sum(order => order.Left.Value))} of {name} expire "
                    + (team.Expiring.Count == 1 ? "on " : $"in {team.Expiring.Count} orders from ")
                    + English.Day(team.Expiring[0].ExpiresAt)
                    + (team.Expiring.Count == 1 ? "" : " on")
            : has;
    }

    private static string Of(WarningDigest digest, string account)
    {
        var teams = $"{digest.Teams.Count} teams of {account}";
        var low = digest.Teams.Count(team => team.Kinds.Any(kind => kind != WarningKind.Expiring));
        return low == digest.Teams.Count ? $"{teams} run low on tokens"
            : low == 0 ? $"{teams} have tokens that expire soon"
            : $"{teams} run low on tokens or have some that expire soon";
    }
}
