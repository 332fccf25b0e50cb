using ScottPlot;
using SkiaSharp;

namespace FlexFunctions.App;

/// <summary>The letters of charts, which are ours: a server has no fonts, and text would vanish.</summary>
internal sealed class ChartFont : IFontResolver
{
    /// <summary>What it is called.</summary>
    public const string Name = "Inter";

    private static readonly Lazy<SKTypeface> s_typeface = new(Read);
    private static readonly Lazy<bool> s_inUse = new(PutFirst);

    /// <summary>Makes charts find it, before any is drawn.</summary>
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
        return SKTypeface.FromStream(font) ?? throw new InvalidDataException("The font of charts can not be read.");
    }
}
