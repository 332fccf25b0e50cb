namespace FlexFunctions.Storage;

/// <summary>The stored form of an enum: its name.</summary>
internal static class Named
{
    /// <summary>Parses a stored name.</summary>
    /// <exception cref="FormatException">The enum has no such name.</exception>
    public static TEnum Read<TEnum>(object name)
        where TEnum : struct, Enum =>
        // Parsing alone takes numbers, lists of names and blanks around them as well.
        Enum.TryParse<TEnum>((string)name, out var value)
        && Enum.GetName(value) == (string)name
            ? value
            : throw new FormatException($"'{name}' is no {typeof(TEnum).Name}.");
}
