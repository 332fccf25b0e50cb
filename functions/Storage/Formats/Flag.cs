namespace FlexFunctions.Storage;

/// <summary>How rows write yes and no: 1 and 0.</summary>
internal static class Flag
{
    /// <summary>The number that stands for it.</summary>
    public static long Write(bool value) => value ? 1 : 0;

    /// <summary>What a number stands for.</summary>
    public static bool Read(object value) => (long)value != 0;
}
