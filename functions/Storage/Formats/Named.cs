namespace FlexFunctions.Storage;

/// <summary>How rows write one of some names.</summary>
internal static class Named
{
    /// <summary>The value that a stored name stands for.</summary>
    /// <exception cref="FormatException">It stands for none.</exception>
    public static TEnum Read<TEnum>(object name)
        where TEnum : struct, Enum =>
        // Parsing alone takes numbers, lists of names and blanks around them as well.
        Enum.TryParse<TEnum>((string)name, out var value)
        && Enum.GetName(value) == (string)name
            ? value
            : throw new FormatException($"'{name}' is no {typeof(TEnum).Name}.");
}
