using System.Buffers;

namespace FlexFunctions.Domain;

/// <summary>The syntax of ids: 1 to 128 characters of <c>A–Z a–z 0–9 . _ @ + -</c>.</summary>
public static class Identifier
{
    /// <summary>The longest id, in characters.</summary>
    public const int MaxLength = 128;

    private static readonly SearchValues<char> s_allowed = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._@+-"
    );

    /// <summary>Returns true if the text is a valid id.</summary>
    public static bool IsValid(ReadOnlySpan<char> text) =>
        text.Length is > 0 and <= MaxLength && !text.ContainsAnyExcept(s_allowed);

    /// <summary>Returns the text if it is a valid id.</summary>
    /// <exception cref="FormatException">It is not.</exception>
    public static string Checked(string text) =>
        IsValid(text)
            ? text
            : throw new FormatException($"An id has 1 to {MaxLength} characters of A-Z a-z 0-9 . _ @ + -");
}
