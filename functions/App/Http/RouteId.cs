using FlexFunctions.Domain;

namespace FlexFunctions.App;

/// <summary>Ids in routes of calls that name things: they are refused as fields, not as things that are not there.</summary>
internal static class RouteId
{
    /// <summary>The refusal of a text that is no id; null if it is one.</summary>
    public static ApiAnswer? Refusal(string field, string text) =>
        Identifier.IsValid(text)
            ? null
            : ApiAnswer.Invalid(field, $"'{field}' must be 1 to 128 characters of A-Z a-z 0-9 . _ @ + -");
}
