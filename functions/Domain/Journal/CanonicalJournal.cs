using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using static FlexFunctions.Domain.CanonicalValue;

namespace FlexFunctions.Domain;

/// <summary>
/// The canonical text of journal blocks: JSON without white space, members in a fixed order, instants in UTC with seven
/// decimals, tokens in thousandths. The hash chain covers its bytes, so the format never changes: a new kind of posting
/// adds a new shape, and <c>v</c> is the version for readers.
/// </summary>
public static class CanonicalJournal
{
    private static readonly JsonWriterOptions s_compact = new()
    {
        Indented = false,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes a block.</summary>
    public static string Write(JournalBlock block)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, s_compact))
        {
            json.WriteStartObject();
            json.WriteNumber("v", 1);
            json.WriteString("account", block.Account.Value);
            json.WriteString("team", block.Team.Value);
            json.WriteNumber("block", block.Number);
            json.WriteNumber("first", block.FirstSequence);
            WriteInstant(json, "at", block.At);
            json.WriteString("previous", block.Previous.Value);
            json.WriteStartArray("postings");
            foreach (var posting in block.Postings)
            {
                json.WriteStartObject();
                CanonicalPosting.Write(json, posting);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Reads a block.</summary>
    /// <exception cref="FormatException">The text is not canonical: writing the block again gives another text.</exception>
    public static JournalBlock Read(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var json = document.RootElement;
            var block = JournalBlock.Sealed(
                AccountId.Of(Text(json, "account")),
                TeamId.Stored(Text(json, "team")),
                json.GetProperty("block").GetInt64(),
                json.GetProperty("first").GetInt64(),
                Instant(json, "at"),
                BlockHash.Parse(Text(json, "previous")),
                [.. json.GetProperty("postings").EnumerateArray().Select(CanonicalPosting.Read)]
            );
            return block.CanonicalText == text
                ? block
                : throw new FormatException("The journal block is not in canonical form.");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException("The text is not a journal block: " + e.Message, e);
        }
    }
}
