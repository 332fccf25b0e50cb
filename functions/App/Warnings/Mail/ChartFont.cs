using ScottPlot;
using SkiaSharp;

namespace FlexFunctions.App;

/// <summary>The embedded chart font. Servers have no fonts installed, and charts would have no text.</summary>
internal sealed class ChartFont : IFontResolver
{
    /// <summary>The name of the font.</summary>
    public const string Name = "Inter";

    private static readonly Lazy<SKTypeface> s_typeface = new(Read);
    private static readonly Lazy<bool> s_inUse = new(PutFirst);

    /// <summary>Registers the font. Must be called before a chart is drawn.</summary>
    public static void Use() => _ = s_inUse.Value;

    /// <inheritdoc/>
    public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) =>
        fontName == Name ? s_typeface.Value : null;

    /// <inheritdoc/>
    public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) =>
        CreateTypeface(fontName, bold: false, italic: false);

    private static bool PutFirst()
    {
        Fonts.FontResolvers.Insert(0, new ChartFont());
        return true;
    }

    private static SKTypeface Read()
    {
        using var font = typeof(ChartFont).Assembly.GetManifestResourceStream("Inter.ttf")!;
        return SKTypeface.FromStream(font) ?? throw new InvalidDataException("The chart font cannot be read.");
    }
}
