using System.Globalization;

namespace FlexFunctions.Storage;

/// <summary>The row of what mails say: bytes, in parts that each fit into one property.</summary>
internal sealed class LetterFormat : RowFormat<SerializedLetter>
{
    public static readonly LetterFormat Instance = new();

    private const int PartLength = 60_000;

    protected override void Write(SerializedLetter value, Dictionary<string, object> properties)
    {
        for (var (start, part) = (0, 0); start < value.Content.Length; start += PartLength, part++)
        {
            var length = Math.Min(PartLength, value.Content.Length - start);
            properties[PartName(part)] = value.Content.Slice(start, length).ToArray();
        }
    }

    protected override SerializedLetter Read(IReadOnlyDictionary<string, object> properties, long version)
    {
        var content = new MemoryStream();
        for (var part = 0; properties.TryGetValue(PartName(part), out var bytes); part++)
        {
            content.Write((byte[])bytes);
        }

        return new SerializedLetter(content.ToArray());
    }

    private static string PartName(int part) => "Part" + part.ToString(CultureInfo.InvariantCulture);
}
