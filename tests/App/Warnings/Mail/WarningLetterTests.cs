using System.Buffers.Binary;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using FlexFunctions.Domain;
using SkiaSharp;

namespace FlexFunctions.App.Tests;

public sealed partial class WarningLetterTests
{
    /// <summary>A folder to write the sample letters to, for a look at them in a browser; null to write none.</summary>
    private static readonly string? s_samples = Environment.GetEnvironmentVariable("FLEX_LETTERS");

    [Theory]
    [MemberData(nameof(SampleDigests.Names), MemberType = typeof(SampleDigests))]
    public void Html_and_plain_text_state_the_same_facts(string name)
    {
        var digest = SampleDigests.All[name];
        var letter = WarningLetter.Of(digest);
        var shown = Words(Shown(letter.Html));
        var text = Words(letter.Text);
        Save(name, letter);

        // Neither has a figure, a date or an id that the other lacks. Alternative texts count as shown.
        Assert.Equal(Figures(text), Figures(shown));
        foreach (var section in WarningLetter.Compose(digest).Sections)
        {
            string[] said =
            [
                .. section.Facts.Select(fact => fact.Value),
                .. section.Expiring,
                .. section.ToBuy,
                section.JournalHead,
                section.Headline,
            ];
            Assert.All(said, line => Assert.Contains(Words(line), shown, StringComparison.Ordinal));
            Assert.All(said, line => Assert.Contains(Words(line), text, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Low_balance_letter_states_all_facts_needed_to_act()
    {
        var letter = WarningLetter.Of(SampleDigests.OneLow);

        Assert.Equal("design has 19 tokens left: below your threshold of 20", letter.Subject);
        string[] facts =
        [
            "Account acme, 24 Nov 2026 09:00 UTC",
            "5 tokens a day",
            "about 28 Nov 2026 04:12 UTC, in 3 days",
            "150 tokens last about 30 days at the current pace and cost 450.00 GBP (3.00 GBP each, price in GB).",
            "Cheaper: 200 tokens cost 400.00 GBP (2.00 GBP each), 50.00 GBP less.",
            BlockHash.Of("a journal"u8).Value,
        ];
        Assert.All(facts, fact => Assert.Contains(fact, letter.Text, StringComparison.Ordinal));
        Assert.All(facts, fact => Assert.Contains(fact, Words(Shown(letter.Html)), StringComparison.Ordinal));
    }

    [Fact]
    public void Expiring_letter_states_expiry_dates_and_unused_tokens()
    {
        var text = WarningLetter.Of(SampleDigests.Expiring).Text;

        Assert.Contains(
            "120.5 tokens of order order-1 expire on 6 Dec 2026 08:00 UTC, about 78.65 of them unused at the current pace.",
            text,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "30 tokens of order order-2 expire on 19 Dec 2026 08:00 UTC, but will be used before then at the current pace.",
            text,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("all-kinds", "3 teams of acme are low on tokens or have tokens that expire soon")]
    [InlineData("expiring", "150.5 tokens of rendering expire in 2 orders, starting on 6 Dec 2026")]
    [InlineData("idle", "120.5 tokens of archive expire on 6 Dec 2026")]
    [InlineData("huge", "2 teams of acme are low on tokens")]
    public void Subject_states_what_to_act_on(string name, string subject) =>
        Assert.Equal(subject, WarningLetter.Of(SampleDigests.All[name]).Subject);

    [Fact]
    public void Subject_stays_short_with_long_ids() =>
        Assert.All(
            SampleDigests.All.Values,
            digest => Assert.InRange(WarningLetter.Of(digest).Subject.Length, 10, 130)
        );

    [Theory]
    [MemberData(nameof(SampleDigests.Names), MemberType = typeof(SampleDigests))]
    public void Html_is_well_formed_has_alternative_texts_and_loads_nothing(string name)
    {
        var letter = WarningLetter.Of(SampleDigests.All[name]);
        var page = XDocument.Parse(letter.Html);
        var images = page.Descendants().Where(element => element.Name.LocalName == "img").ToList();

        Assert.Equal(
            letter.Images.Select(image => $"cid:{image.ContentId}"),
            images.Select(image => image.Attribute("src")!.Value)
        );
        Assert.All(images, image => Assert.True(image.Attribute("alt")!.Value.Length > 40));
        Assert.DoesNotMatch(
            Remote(),
            letter.Html.Replace("http://www.w3.org/1999/xhtml", "", StringComparison.Ordinal)
        );
        Assert.InRange(Encoding.UTF8.GetByteCount(letter.Html), 1, 100_000);
    }

    [Fact]
    public void Html_encodes_interpolated_text()
    {
        Html page = $"<p title=\"{"\"><script>"}\">{"a < b & c"}</p>";
        var element = XElement.Parse(page.ToString());

        Assert.Equal("a < b & c", element.Value);
        Assert.Equal("\"><script>", element.Attribute("title")!.Value);
    }

    [Fact]
    public void Letter_has_three_charts_and_fifty_rows_at_most()
    {
        var letter = WarningLetter.Of(SampleDigests.Many);

        Assert.Equal(3, letter.Images.Length);
        Assert.Contains("- team50: tokens left: 50;", letter.Text, StringComparison.Ordinal);
        Assert.Contains("And 250 more teams.", letter.Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(SampleDigests.Names), MemberType = typeof(SampleDigests))]
    public void Chart_is_a_small_png_and_the_same_for_the_same_digest(string name)
    {
        var images = WarningLetter.Of(SampleDigests.All[name]).Images;
        var again = WarningLetter.Of(SampleDigests.All[name]).Images;

        Assert.NotEmpty(images);
        foreach (var (image, other) in images.Zip(again))
        {
            var png = image.Png.ToArray();
            Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], png[..4]);
            Assert.Equal(BurnDownChart.Width, BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)));
            Assert.Equal(other.Png.ToArray(), png);
            Assert.InRange(png.Length, 1000, 60_000);
        }
    }

    /// <summary>With a wrong version of the drawing library, or without a font, charts would have no text.</summary>
    [Fact]
    public void Chart_has_visible_text()
    {
        var png = WarningLetter.Of(SampleDigests.OneLow).Images[0].Png.ToArray();
        using var picture = SKBitmap.Decode(png);

        // Titles are at the top, amounts to the left of the axes: dark pixels on white.
        Assert.InRange(Dark(picture, 0, 0, BurnDownChart.Width, 60), 1500, 30_000);
        Assert.InRange(Dark(picture, 0, 60, 110, BurnDownChart.Height - 60), 500, 30_000);
    }

    /// <summary>Charts use no font of the machine.</summary>
    [Fact]
    public void Chart_font_is_embedded_and_has_all_characters()
    {
        var typeface = new ChartFont().CreateTypeface(ChartFont.Name, bold: false, italic: false)!;

        Assert.StartsWith("Inter", typeface.FamilyName, StringComparison.Ordinal);
        Assert.DoesNotContain((ushort)0, typeface.GetGlyphs("0123456789.,: ABCdefghijklmnopqrstuvwxyzNDJSFM"));
    }

    private static int Dark(SKBitmap picture, int left, int top, int right, int bottom) =>
        Enumerable
            .Range(top, bottom - top)
            .Sum(y => Enumerable.Range(left, right - left).Count(x => picture.GetPixel(x, y).Red < 90));

    private static string Shown(string html)
    {
        var body = XDocument.Parse(html).Descendants().Single(element => element.Name.LocalName == "body");
        return string.Join(
            ' ',
            body.DescendantNodesAndSelf()
                .Select(node =>
                    node switch
                    {
                        XText text => text.Value,
                        XElement { Name.LocalName: "img" } image => image.Attribute("alt")!.Value,
                        _ => "",
                    }
                )
        );
    }

    private static string Words(string text) => Spaces().Replace(WebUtility.HtmlDecode(text), " ").Trim();

    private static IEnumerable<string> Figures(string words) =>
        Figure()
            .Matches(words)
            .Select(figure => figure.Value.TrimEnd('.', ',', ':'))
            .Distinct()
            .Order(StringComparer.Ordinal);

    private static void Save(string name, Letter letter)
    {
        if (s_samples is null)
        {
            return;
        }

        Directory.CreateDirectory(s_samples);
        var html = letter.Images.Aggregate(
            letter.Html,
            (page, image) =>
                page.Replace(
                    $"cid:{image.ContentId}\"",
                    $"data:image/png;base64,{Convert.ToBase64String(image.Png.Span)}\"",
                    StringComparison.Ordinal
                )
        );
        File.WriteAllText(Path.Combine(s_samples, name + ".html"), html);
        File.WriteAllText(Path.Combine(s_samples, name + ".txt"), letter.Subject + "\n\n" + letter.Text);
    }

    [GeneratedRegex(@"\s+", RegexOptions.NonBacktracking)]
    private static partial Regex Spaces();

    [GeneratedRegex(@"[\w.,:@+-]*\d[\w.,:@+-]*", RegexOptions.NonBacktracking)]
    private static partial Regex Figure();

    [GeneratedRegex("""(?i)https?:|//|url\(|@import|<script|<link|srcset|background=""", RegexOptions.NonBacktracking)]
    private static partial Regex Remote();
}
