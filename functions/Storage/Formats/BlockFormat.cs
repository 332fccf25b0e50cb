using FlexFunctions.Domain;

namespace FlexFunctions.Storage;

/// <summary>The row of a journal block: its canonical text, and its hash, for people who browse the table.</summary>
internal sealed class BlockFormat : RowFormat<JournalBlock>
{
    public static readonly BlockFormat Instance = new();

    protected override void Write(JournalBlock value, Dictionary<string, object> properties)
    {
        properties["Hash"] = value.Hash.Value;
        LongText.Write(properties, "Text", value.CanonicalText);
    }

    protected override JournalBlock Read(IReadOnlyDictionary<string, object> properties, long version)
    {
        var block = CanonicalJournal.Read(LongText.Read(properties, "Text"));
        return block.Hash.Value == (string)properties["Hash"]
            ? block
            : throw new FormatException($"block {block.Number} is not the text that was hashed");
    }
}
