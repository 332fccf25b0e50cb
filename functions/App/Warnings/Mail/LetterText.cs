using System.Text;

namespace FlexFunctions.App;

/// <summary>The plain text of a letter.</summary>
internal static class LetterText
{
    /// <summary>Renders a letter.</summary>
    public static string Of(WarningLetter letter)
    {
        var text = new StringBuilder().Append(letter.Heading).Append('\n').Append(letter.Preamble).Append('\n');
        if (letter.Overview.Length > 0)
        {
            text.Append('\n');
            foreach (var row in letter.Overview)
            {
                text.Append($"- {row.Team}: tokens left: {row.Left}; runs out: {row.RunsOut}\n");
            }

            if (letter.OverviewEnd is { } end)
            {
                text.Append($"- {end}\n");
            }
        }

        foreach (var section in letter.Sections)
        {
            Write(text, section, isOnly: letter.Overview.Length == 0);
        }

        return text.Append('\n').Append("-- \n").Append(WarningLetter.Why).Append('\n').ToString();
    }

    private static void Write(StringBuilder text, TeamSection section, bool isOnly)
    {
        text.Append('\n');
        if (!isOnly)
        {
            text.Append($"* {section.Headline}\n\n");
        }

        foreach (var (what, howMuch) in section.Facts)
        {
            text.Append($"{what + ":", -13}{howMuch}\n");
        }

        if (section.Chart is not null)
        {
            text.Append($"\n{section.ChartText}\n");
        }

        Write(text, "Expiring within 30 days:", section.Expiring);
        Write(text, "What to buy:", section.ToBuy);
        text.Append($"\nJournal head ({WarningLetter.JournalHeadUse}):\n{section.JournalHead}\n");
    }

    private static void Write(StringBuilder text, string title, IReadOnlyCollection<string> lines)
    {
        if (lines.Count > 0)
        {
            text.Append($"\n{title}\n");
            foreach (var line in lines)
            {
                text.Append($"- {line}\n");
            }
        }
    }
}
