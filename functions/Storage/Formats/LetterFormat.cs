namespace FlexFunctions.Storage;

/// <summary>The row of what mails say: bytes, in parts that each fit into one property.</summary>
internal sealed class LetterFormat : RowFormat<SerializedLetter>
{
    public static readonly LetterFormat Instance = new();

    protected override void Write(SerializedLetter value, Dictionary<string, object> properties) =>
        LongBytes.Write(properties, "Part", value.Content.Span);

    protected override SerializedLetter Read(IReadOnlyDictionary<string, object> properties, long version) =>
        new(LongBytes.Read(properties, "Part"));
}
