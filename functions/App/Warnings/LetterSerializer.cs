using System.IO.Compression;
using System.Text.Json;
using FlexFunctions.Storage;

namespace FlexFunctions.App;

/// <summary>Serializes letters for the outbox: written when a mail is decided, and read back unchanged when it is sent.</summary>
internal static class LetterSerializer
{
    /// <summary>Serializes a letter to compressed JSON.</summary>
    public static SerializedLetter Serialize(Letter letter)
    {
        var bytes = new MemoryStream();
        using (var zip = new GZipStream(bytes, CompressionLevel.Optimal))
        {
            JsonSerializer.Serialize(zip, letter);
        }

        return new SerializedLetter(bytes.ToArray());
    }

    /// <summary>Deserializes a letter.</summary>
    /// <exception cref="InvalidDataException">The letter is empty or not compressed.</exception>
    public static Letter Deserialize(SerializedLetter serialized)
    {
        using var zip = new GZipStream(new MemoryStream(serialized.Content.ToArray()), CompressionMode.Decompress);
        return JsonSerializer.Deserialize<Letter>(zip)
            ?? throw new InvalidDataException("A letter in the outbox is empty.");
    }
}
