using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;

namespace FlexFunctions.App;

/// <summary>
/// A piece of HTML, written as an interpolated string: <c>Html line = $"&lt;p&gt;{text}&lt;/p&gt;"</c>. Interpolated text is
/// encoded; interpolated <see cref="Html"/> is not.
/// </summary>
[InterpolatedStringHandler]
internal sealed class Html
{
    private readonly StringBuilder _written;

    /// <summary>Called by the compiler.</summary>
    public Html(int literalLength, int formattedCount) =>
        _written = new StringBuilder(literalLength + (formattedCount * 16));

    /// <summary>Called by the compiler: literals are HTML.</summary>
    public void AppendLiteral(string html) => _written.Append(html);

    /// <summary>Called by the compiler: text is encoded, for elements and for quoted attributes.</summary>
    public void AppendFormatted(string? text) => _written.Append(HtmlEncoder.Default.Encode(text ?? ""));

    /// <summary>Called by the compiler.</summary>
    public void AppendFormatted(Html? html) => _written.Append(html?._written);

    /// <summary>Called by the compiler.</summary>
    public void AppendFormatted(IEnumerable<Html> pieces)
    {
        foreach (var piece in pieces)
        {
            AppendFormatted(piece);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => _written.ToString();
}
