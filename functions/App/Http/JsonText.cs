using System.Text.Json;

namespace FlexFunctions.App;

/// <summary>Reads a JSON string.</summary>
internal static class JsonText
{
    /// <summary>
    /// Returns the text of a JSON string; null if the value is not a string, or not valid Unicode (half of a surrogate pair,
    /// broken UTF-8).
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
            // The bytes are not valid Unicode.
            return null;
        }
    }
}
