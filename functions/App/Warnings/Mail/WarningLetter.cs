using System.Collections.Immutable;
using System.Globalization;

namespace FlexFunctions.App;

/// <summary>The letter of a digest of warnings (R17). The same digest gives the same letter, byte for byte.</summary>
/// <param name="Heading">The digest in one line.</param>
/// <param name="Preamble">The account, and when the warnings were decided.</param>
/// <param name="Overview">A row for each team; empty if there is only one team.</param>
/// <param name="OverviewEnd">The number of teams without a row; null if every team has one.</param>
/// <param name="Sections">The most urgent teams.</param>
internal sealed record WarningLetter(
    string Heading,
    string Preamble,
    ImmutableArray<WarningLetter.Row> Overview,
    string? OverviewEnd,
    ImmutableArray<TeamSection> Sections
)
{
    /// <summary>The maximum number of charts. A mail must stay small.</summary>
    public const int MostCharts = 3;

    /// <summary>The maximum number of sections. A mail client shows no more than about 100 KB of HTML.</summary>
    public const int MostSections = 8;

    /// <summary>The maximum number of rows in the overview.</summary>
    public const int MostRows = 50;

    /// <summary>What a recipient does with the journal head.</summary>
    public const string JournalHeadUse = "keep this value: every later export of the journal must contain it";

    /// <summary>Why a recipient gets the letter, and how often.</summary>
    public const string Why =
        "You receive this e-mail because a team's policy lists you as a recipient. Each warning is sent once, "
        + "and again only after the balance has recovered.";

    /// <summary>A team in the overview.</summary>
    /// <param name="Team">The id of the team.</param>
    /// <param name="Left">The tokens left.</param>
    /// <param name="RunsOut">When they run out.</param>
    internal sealed record Row(string Team, string Left, string RunsOut);

    /// <summary>Writes the letter of a digest.</summary>
    public static Letter Of(WarningDigest digest)
    {
        var letter = Compose(digest);
        return new Letter(
            WarningSubject.Of(digest),
            LetterHtml.Of(letter),
            LetterText.Of(letter),
            [.. letter.Sections.Select(section => section.Chart).OfType<LetterImage>()]
        );
    }

    /// <summary>Composes the content that the HTML and the text body share.</summary>
    public static WarningLetter Compose(WarningDigest digest)
    {
        var (teams, at) = (digest.Teams, digest.At);
        return new WarningLetter(
            WarningSubject.Heading(digest),
            $"Account {digest.Account}, {English.Instant(at)}",
            teams.Count == 1
                ? []
                :
                [
                    .. teams
                        .Take(MostRows)
                        .Select(team => new Row(
                            team.Team.Value,
                            English.Number(team.BalanceStatus.Usable.Value),
                            TeamSection.RunsOut(team, at)
                        )),
                ],
            teams.Count > MostRows ? $"And {English.Count(teams.Count - MostRows, "more team")}." : null,
            [
                .. teams
                    .Take(MostSections)
                    .Select((team, n) => TeamSection.Of(team, at, n < MostCharts ? ChartName(n) : null)),
            ]
        );
    }

    private static string ChartName(int number) => string.Create(CultureInfo.InvariantCulture, $"chart{number + 1}");
}
