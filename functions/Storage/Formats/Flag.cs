namespace FlexFunctions.Storage;

/// <summary>The stored form of a Boolean: 1 or 0.</summary>
internal static class Flag
{
    /// <summary>Returns the stored number.</summary>
    public static long Write(bool value) => value ? 1 : 0;

    /// <summary>Parses a stored number.</summary>
    public static bool Read(object value) => (long)value != 0;
}
