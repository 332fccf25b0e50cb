using System.IO.Compression;
using System.Text.Json;
using FlexFunctions.Storage;

namespace FlexFunctions.App;

/// <summary>How letters are kept: frozen when a mail is decided, and read back when it is sent, the very same.</summary>
internal static class LetterArchive
{
    /// <summary>Freezes a letter.</summary>
    public static SerializedLetter Freeze(Letter letter)
    {
        var bytes = new MemoryStream();
        using (var zip = new GZipStream(bytes, CompressionLevel.Optimal))
        {
            JsonSerializer.Serialize(zip, letter);
        }

        return new SerializedLetter(bytes.ToArray());
    }

    /// <summary>The letter that was frozen.</summary>
    public static Letter Thaw(SerializedLetter frozen)
    {
        using var zip = new GZipStream(new MemoryStream(frozen.Content.ToArray()), CompressionMode.Decompress);
        return JsonSerializer.Deserialize<Letter>(zip)
            ?? throw new InvalidDataException("A letter of the outbox is empty.");
    }
}
