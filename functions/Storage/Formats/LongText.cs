using System.Globalization;
using System.Text;

namespace FlexFunctions.Storage;

/// <summary>A text of any length in a row: in parts, each within the limit of one property.</summary>
internal static class LongText
{
    private const int PartLength = 32_000;

    /// <summary>Sets <c>name</c>, <c>name1</c>, <c>name2</c>… to the parts.</summary>
    public static void Write(Dictionary<string, object> properties, string name, string text)
    {
        var (start, part) = (0, 0);
        do
        {
            var length = Math.Min(PartLength, text.Length - start);
            if (start + length < text.Length && char.IsHighSurrogate(text[start + length - 1]))
            {
                // A part is stored by itself, so it must be well-formed by itself.
                length--;
            }

            properties[PartName(name, part++)] = text.Substring(start, length);
            start += length;
        } while (start < text.Length);
    }

    /// <summary>The parts as one.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public static string Read(IReadOnlyDictionary<string, object> properties, string name)
    {
        var first = (string)properties[name];
        if (!properties.ContainsKey(PartName(name, 1)))
        {
            return first;
        }

        var text = new StringBuilder(first);
        for (var part = 1; properties.TryGetValue(PartName(name, part), out var next); part++)
        {
            text.Append((string)next);
        }

        return text.ToString();
    }

    private static string PartName(string name, int part) =>
        part == 0 ? name : name + part.ToString(CultureInfo.InvariantCulture);
}
