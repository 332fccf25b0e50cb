using System.Text.Json;

namespace FlexFunctions.App;

/// <summary>Reads a JSON string.</summary>
internal static class JsonText
{
    /// <summary>
    /// The text of a JSON string; null if the value is no string, or one that is no Unicode text (half of a surrogate
    /// pair, broken UTF-8).
    /// </summary>
    public static string? Of(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            // This is how the reader says that the bytes are no text; for us that is an answer.
            return null;
        }
    }
}
