using FlexFunctions.Domain;
using ScottPlot;
using ScottPlot.TickGenerators;
using SkiaSharp;

namespace FlexFunctions.App;

/// <summary>
/// The burn-down chart of a team: the tokens left from now until they run out, with expiries, and below it the tokens used
/// per day. The same input gives the same bytes. The chart is drawn at twice the width at which mail clients show it, with
/// text that is readable on a phone.
/// </summary>
internal static class BurnDownChart
{
    /// <summary>The width of the chart in pixels.</summary>
    public const int Width = 1120;

    /// <summary>The height of the chart in pixels.</summary>
    public const int Height = 880;

    private const int PastDays = 28;
    private const float FontSize = 34;
    private const float TitleSize = 38;
    private const int MostDates = 3;
    private const int ShortDays = 3;

    private static readonly Color s_ink = Color.FromHex("#1f2933");
    private static readonly Color s_grid = Color.FromHex("#e4e7eb");
    private static readonly Color s_left = Color.FromHex("#1f5fbf");
    private static readonly Color s_limit = Color.FromHex("#b42318");
    private static readonly Color s_lost = Color.FromHex("#b45309");

    /// <summary>Returns the tokens used on each of the past days that the chart shows; today is the last.</summary>
    public static IReadOnlyList<KeyValuePair<DateOnly, decimal>> SpentDays(WarnedTeam team, DateTimeOffset at)
    {
        var today = SpendHistory.DayOf(at);
        return
        [
            .. Enumerable
                .Range(1 - PastDays, PastDays)
                .Select(today.AddDays)
                .Select(day => KeyValuePair.Create(day, team.History.Days.GetValueOrDefault(day).Value)),
        ];
    }

    /// <summary>Draws the chart as a PNG.</summary>
    public static byte[] Png(WarnedTeam team, BurnDown burnDown, DateTimeOffset at)
    {
        ChartFont.Use();
        var charts = new Multiplot();
        charts.AddPlots(2);
        Left(charts.GetPlot(0), team, burnDown, at);
        Spent(charts.GetPlot(1), team, at);
        // An opaque picture makes a smaller file.
        using var picture = new SKBitmap(Width, Height, SKColorType.Rgb888x, SKAlphaType.Opaque);
        using var canvas = new SKCanvas(picture);
        canvas.Clear(SKColors.White);
        charts.Render(canvas, new PixelRect(0, Width, Height, 0));
        Flatten(picture.GetPixelSpan());
        using var pixels = picture.PeekPixels();
        using var png = pixels.Encode(new SKPngEncoderOptions(SKPngEncoderFilterFlags.None, zLibLevel: 9))!;
        return png.ToArray();
    }

    /// <summary>Reduces each colour channel to 32 shades. Nobody sees the difference, and the file is half as large.</summary>
    private static void Flatten(Span<byte> shades)
    {
        foreach (ref var shade in shades)
        {
            shade = (byte)((shade & 0xF8) | (shade >> 5));
        }
    }

    private static void Left(Plot plot, WarnedTeam team, BurnDown burnDown, DateTimeOffset at)
    {
        var days = burnDown.Points.Select(point => (point.At - at).TotalDays).ToArray();
        var left = burnDown.Points.Select(point => (double)Math.Max(0, point.Left)).ToArray();
        // The chart covers at least one hour.
        var end = Math.Max(days[^1], 1.0 / 24);
        Style(plot, $"Tokens left, at {English.PerDay(team.BalanceStatus.Forecast.PerDay)}");
        var line = plot.Add.Scatter(days, left, s_left);
        (line.LineWidth, line.MarkerSize, line.FillY, line.FillYColor) = (6, 0, true, s_left.WithAlpha(.12));
        if (team.BalanceStatus.LowBelow > 0)
        {
            var limit = plot.Add.HorizontalLine((double)team.BalanceStatus.LowBelow, 4, s_limit, LinePattern.Dashed);
            Label(
                plot,
                end,
                limit.Y,
                $"threshold {English.Short(team.BalanceStatus.LowBelow)}",
                s_limit,
                Alignment.LowerRight
            );
        }

        foreach (var expiry in burnDown.Lost.Keys.Select(grant => grant.ExpiresAt).Distinct())
        {
            plot.Add.VerticalLine((expiry - at).TotalDays, 4, s_lost, LinePattern.Dotted);
        }

        var top = Math.Max(left[0], (double)team.BalanceStatus.LowBelow) is > 0 and var most ? most * 1.25 : 1;
        if (burnDown.Lost.Count > 0)
        {
            var (grant, lost) = burnDown.Lost.First();
            var day = (grant.ExpiresAt - at).TotalDays;
            var side = day > end / 2 ? Alignment.UpperRight : Alignment.UpperLeft;
            Label(plot, day, top, $"{English.Short(Math.Round(lost, 2))} expire", s_lost, side);
        }

        plot.Axes.SetLimits(0, end * 1.02, 0, top);
        if (left[0] == 0)
        {
            Label(plot, end / 2, top / 2, "no tokens left", s_ink, Alignment.MiddleCenter);
        }

        var dates = Enumerable.Range(0, MostDates).Select(n => n * end / (MostDates - 1));
        Dates(plot, left[0] == 0 ? [0] : [.. dates], at, withTime: end < ShortDays);
        Amounts(plot, 0, top);
    }

    private static void Spent(Plot plot, WarnedTeam team, DateTimeOffset at)
    {
        var spent = SpentDays(team, at).Select(day => (double)day.Value).ToArray();
        Style(plot, $"Tokens used per day, last {PastDays} days");
        var bars = plot.Add.Bars([.. spent.Select((_, n) => (double)(n + 1 - PastDays))], spent);
        foreach (var bar in bars.Bars)
        {
            (bar.FillColor, bar.LineWidth, bar.Size) = (s_left, 0, .7);
        }

        var (low, top) = (Math.Min(0, spent.Min() * 1.25), spent.Max() is > 0 and var most ? most * 1.25 : 1);
        if (Array.TrueForAll(spent, day => day == 0))
        {
            Label(plot, -PastDays / 2, top / 2, "no tokens used", s_ink, Alignment.MiddleCenter);
        }

        plot.Axes.SetLimits(.4 - PastDays, .6, low, top);
        Dates(plot, [1 - PastDays, -(PastDays / 2), 0], at, withTime: false);
        Amounts(plot, low, top);
    }

    private static void Style(Plot plot, string title)
    {
        plot.Axes.Title.Label.Text = title;
        (plot.Axes.Title.Label.FontSize, plot.Axes.Title.Label.Bold) = (TitleSize, false);
        plot.Axes.Color(s_ink);
        plot.Grid.MajorLineColor = s_grid;
        plot.Grid.MajorLineWidth = 2;
        plot.Grid.XAxisStyle.IsVisible = false;
        plot.Axes.Right.FrameLineStyle.Width = plot.Axes.Top.FrameLineStyle.Width = 0;
        plot.Axes.Left.FrameLineStyle.Width = 0;
        plot.Axes.Bottom.FrameLineStyle.Width = 3;
        plot.Axes.Left.TickLabelStyle.FontSize = plot.Axes.Bottom.TickLabelStyle.FontSize = FontSize;
        plot.Axes.Left.MajorTickStyle.Length = 0;
        // Both plots have the same space on the left, and space on the right for half a date label.
        plot.Axes.Left.MinimumSize = plot.Axes.Left.MaximumSize = 130;
        plot.Axes.Right.MinimumSize = 110;
        plot.Axes.Bottom.MinimumSize = 76;
        plot.Axes.Bottom.TickLabelStyle.OffsetY = 10;
        plot.Font.Set(ChartFont.Name);
    }

    private static void Label(Plot plot, double x, double y, string text, Color colour, Alignment alignment)
    {
        var label = plot.Add.Text(text, x, y);
        (label.LabelFontName, label.LabelFontSize, label.LabelFontColor) = (ChartFont.Name, FontSize, colour);
        (label.LabelAlignment, label.LabelPadding) = (alignment, 6);
    }

    private static void Dates(Plot plot, double[] days, DateTimeOffset at, bool withTime) =>
        plot.Axes.Bottom.TickGenerator = new NumericManual(
            days,
            [.. days.Select(day => withTime ? English.Hour(at.AddDays(day)) : English.Day(at.AddDays(day)))]
        );

    /// <summary>Labels the vertical axis with a few round amounts.</summary>
    private static void Amounts(Plot plot, double low, double top)
    {
        var rough = Math.Max(top, -low) / 3;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step =
            power
            * (
                rough / power < 2 ? 1
                : rough / power < 5 ? 2
                : 5
            );
        step = Math.Max(step, .001);
        var ticks = new NumericManual();
        for (var n = Math.Ceiling(low / step); n * step <= top; n++)
        {
            ticks.AddMajor(n * step, English.Short((decimal)(n * step)));
        }

        plot.Axes.Left.TickGenerator = ticks;
    }
}
