namespace FlexFunctions.Storage.Tests.Formats;

/// <summary>What a row store makes of a row.</summary>
internal static class Stored
{
    /// <summary>Writes a thing into a row, stores that, and reads it back.</summary>
    public static T Again<T>(RowFormat<T> format, T value)
        where T : class
    {
        var row = format.Write("key", value);
        var again = format.Read(Row(row.Properties));
        Assert.Equal(
            row.Properties.OrderBy(property => property.Key, StringComparer.Ordinal),
            format.Write("key", again).Properties.OrderBy(property => property.Key, StringComparer.Ordinal)
        );
        return again;
    }

    /// <summary>Reads a row as an earlier version wrote it.</summary>
    public static T Read<T>(RowFormat<T> format, params (string Name, object Value)[] properties)
        where T : class =>
        format.Read(
            Row(properties.ToDictionary(property => property.Name, property => property.Value, StringComparer.Ordinal))
        );

    private static StoredRow Row(IReadOnlyDictionary<string, object> properties) =>
        new("key", RowPropertiesFormat.Decode(RowPropertiesFormat.Encode(properties)), "1");
}
