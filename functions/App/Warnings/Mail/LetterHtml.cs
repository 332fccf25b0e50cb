namespace FlexFunctions.App;

/// <summary>
/// The HTML of a letter, for mail clients: one column of tables, inline styles (some clients drop the head), light unless the
/// client prefers dark, and no external resources.
/// </summary>
internal static class LetterHtml
{
    private const string Font = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;";
    private const string Wrap = "overflow-wrap:anywhere;word-break:break-word;";
    private const string Small = "font-size:13px;line-height:20px;color:#52606d;";
    private const string Cell = "padding:6px 0;border-top:1px solid #e4e7eb;vertical-align:top;";
    private const string Image =
        "display:block;width:100%;max-width:560px;height:auto;margin:16px 0 0;border:0;border-radius:6px;"
        + "background-color:#ffffff;color:#1f2933;font-size:13px;line-height:18px;";

    /// <summary>Renders a letter.</summary>
    public static string Of(WarningLetter letter)
    {
        Html page = $$"""
            <!DOCTYPE html>
            <html lang="en" xmlns="http://www.w3.org/1999/xhtml">
            <head>
            <meta charset="utf-8" />
            <meta name="viewport" content="width=device-width, initial-scale=1" />
            <meta name="color-scheme" content="light dark" />
            <meta name="supported-color-schemes" content="light dark" />
            <title>{{letter.Heading}}</title>
            <style>
            :root { color-scheme: light dark; supported-color-schemes: light dark; }
            @media (prefers-color-scheme: dark) {
              .page { background-color: #14181d !important; }
              .card { background-color: #1f262e !important; border-color: #323c47 !important; }
              .ink { color: #f1f4f7 !important; }
              .soft { color: #a9b4c0 !important; }
              .line { border-color: #36414d !important; }
            }
            </style>
            </head>
            <body class="page" style="margin:0;padding:0;background-color:#f1f3f5;">
            <table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" style="background-color:#f1f3f5;">
            <tr><td align="center" style="padding:16px 8px;">
            <table role="presentation" width="100%" cellpadding="0" cellspacing="0"
              style="max-width:600px;table-layout:fixed;text-align:left;{{Font}}">
            <tr><td style="padding:8px 12px 16px;">
            <h1 class="ink" style="margin:0 0 4px;font-size:22px;line-height:29px;font-weight:600;color:#1f2933;{{Wrap}}">
            {{letter.Heading}}</h1>
            <p class="soft" style="margin:0;{{Small}}{{Wrap}}">{{letter.Preamble}}</p>
            </td></tr>
            {{Overview(letter)}}{{letter.Sections.Select(section => Section(section, letter.Overview.Length == 0))}}
            <tr><td style="padding:4px 12px 16px;"><p class="soft" style="margin:0;{{Small}}">{{WarningLetter.Why}}</p></td></tr>
            </table>
            </td></tr>
            </table>
            </body>
            </html>

            """;
        return page.ToString();
    }

    private static Html? Overview(WarningLetter letter)
    {
        if (letter.Overview.Length == 0)
        {
            return null;
        }

        return Card(
            $"""
            <table width="100%" cellpadding="0" cellspacing="0" style="table-layout:fixed;font-size:15px;line-height:21px;">
            <tr>{Head("Team", "38%")}{Head("Tokens left", "24%")}{Head("Runs out", "38%")}</tr>
            {letter.Overview.Select(Row)}</table>{(letter.OverviewEnd is { } end ? Paragraph(end) : null)}
            """
        );
    }

    private static Html Head(string text, string width) =>
        $"""<th scope="col" width="{width}" class="soft" style="padding:0 8px 6px 0;text-align:left;font-weight:400;{Small}">{text}</th>""";

    private static Html Row(WarningLetter.Row row) =>
        $"""
            <tr>
            <td class="ink line" style="{Cell}padding-right:8px;color:#1f2933;font-weight:600;{Wrap}">{row.Team}</td>
            <td class="ink line" style="{Cell}padding-right:8px;color:#1f2933;{Wrap}">{row.Left}</td>
            <td class="ink line" style="{Cell}color:#1f2933;">{row.RunsOut}</td>
            </tr>

            """;

    private static Html Section(TeamSection section, bool isOnly) =>
        Card(
            $"""
            {(
                isOnly ? null : Title(section.Headline, "h2", "0 0 12px")
            )}<table width="100%" cellpadding="0" cellspacing="0" style="font-size:16px;line-height:22px;">
            {section.Facts.Select(Fact)}</table>
            {Chart(section)}{List("Expiring within 30 days", section.Expiring)}{List("What to buy", section.ToBuy)}
            <p class="soft line" style="margin:16px 0 0;padding-top:10px;border-top:1px solid #e4e7eb;{Small}">
            Journal head ({WarningLetter.JournalHeadUse}):<br />
            <span style="font-family:Consolas,Menlo,monospace;font-size:12px;word-break:break-all;">{section.JournalHead}</span></p>
            """
        );

    private static Html Fact(KeyValuePair<string, string> fact) =>
        $"""
            <tr>
            <th scope="row" width="110" class="soft line" style="{Cell}text-align:left;font-weight:400;color:#52606d;">{fact.Key}</th>
            <td class="ink line" style="{Cell}font-weight:600;color:#1f2933;{Wrap}">{fact.Value}</td>
            </tr>

            """;

    private static Html? Chart(TeamSection section)
    {
        if (section.Chart is not { } chart)
        {
            return null;
        }

        return $"""<img src="cid:{chart.ContentId}" alt="{section.ChartText}" width="560" style="{Image}" />""";
    }

    private static Html? List(string title, IReadOnlyCollection<string> lines)
    {
        if (lines.Count == 0)
        {
            return null;
        }

        return $"{Title(title, "h3", "18px 0 4px")}{lines.Select(Paragraph)}";
    }

    private static Html Paragraph(string text) =>
        $"""<p class="ink" style="margin:6px 0 0;font-size:15px;line-height:22px;color:#1f2933;{Wrap}">{text}</p>""";

    private static Html Title(string text, string tag, string margin) =>
        $"""
            <{tag} class="ink" style="margin:{margin};font-size:17px;line-height:24px;font-weight:600;color:#1f2933;{Wrap}">
            {text}</{tag}>
            """;

    private static Html Card(Html content) =>
        $"""
            <tr><td class="card" style="padding:16px;background-color:#ffffff;border:1px solid #e4e7eb;border-radius:8px;">
            {content}
            </td></tr>
            <tr><td style="height:12px;line-height:12px;font-size:0;">&#160;</td></tr>

            """;
}
