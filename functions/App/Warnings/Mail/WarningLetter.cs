using System.Collections.Immutable;
using System.Globalization;

namespace FlexFunctions.App;

/// <summary>The letter of a digest of warnings (R17): the same digest makes the same letter, byte for byte.</summary>
/// <param name="Heading">The digest in one line.</param>
/// <param name="Preamble">Whose it is and when it was decided.</param>
/// <param name="Overview">A row for each team, if there are several: team, tokens left, when they run out.</param>
/// <param name="OverviewEnd">How many teams have no row; null if each has.</param>
/// <param name="Sections">The most urgent teams.</param>
internal sealed record WarningLetter(
    string Heading,
    string Preamble,
    ImmutableArray<WarningLetter.Row> Overview,
    string? OverviewEnd,
    ImmutableArray<TeamSection> Sections
)
{
    /// <summary>So many teams are drawn; a mail must stay small.</summary>
    public const int MostCharts = 3;

    /// <summary>So many teams are told of at length; a mail client shows no more than about 100 KB of HTML.</summary>
    public const int MostSections = 8;

    /// <summary>So many teams are named.</summary>
    public const int MostRows = 50;

    /// <summary>What a journal head is for.</summary>
    public const string JournalHeadUse = "keep it: an export of the journal made later must contain it";

    /// <summary>Why one gets a letter, and how often.</summary>
    public const string Why =
        "You get this because a team's policy names you as recipient. Each warning comes once, "
        + "and again only after the team was well in between.";

    /// <summary>A team in the overview.</summary>
    /// <param name="Team">Its id.</param>
    /// <param name="Left">What it has left.</param>
    /// <param name="RunsOut">When it runs out.</param>
    internal sealed record Row(string Team, string Left, string RunsOut);

    /// <summary>Writes the letter.</summary>
    public static Letter Of(WarningDigest digest)
    {
        var letter = Say(digest);
        return new Letter(
            WarningSubject.Of(digest),
            LetterHtml.Of(letter),
            LetterText.Of(letter),
            [.. letter.Sections.Select(section => section.Chart).OfType<LetterImage>()]
        );
    }

    /// <summary>What both of its bodies say.</summary>
    public static WarningLetter Say(WarningDigest digest)
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
