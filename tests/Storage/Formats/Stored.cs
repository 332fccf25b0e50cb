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

    /// <summary>
    /// Writes a thing as these properties and no others, and reads it back from them. Each is needed but those that are
    /// named with a question mark, and an error about damage names the row's key.
    /// </summary>
    public static void As<T>(RowFormat<T> format, T value, params (string Name, object Value)[] properties)
        where T : class
    {
        var expected = properties.ToDictionary(
            property => property.Name.TrimEnd('?'),
            property => property.Value,
            StringComparer.Ordinal
        );
        Assert.Equal(
            expected.OrderBy(property => property.Key, StringComparer.Ordinal),
            format.Write("key", value).Properties.OrderBy(property => property.Key, StringComparer.Ordinal)
        );
        Again(format, value);
        foreach (var (name, good) in properties)
        {
            var damaged = new Dictionary<string, object>(expected, StringComparer.Ordinal)
            {
                [name.TrimEnd('?')] = good is byte[] ? "text" : new byte[] { 1 },
            };
            Fails(format, damaged);
            if (!name.EndsWith('?'))
            {
                damaged.Remove(name);
                Fails(format, damaged);
            }
        }
    }

    /// <summary>Reading these properties is an error that names the row.</summary>
    public static void Fails<T>(RowFormat<T> format, IReadOnlyDictionary<string, object> properties)
        where T : class
    {
        var error = Assert.Throws<InvalidDataException>(() => format.Read(Row(properties)));
        Assert.StartsWith("Row 'key' cannot be read: ", error.Message, StringComparison.Ordinal);
        Assert.EndsWith(error.InnerException!.Message, error.Message, StringComparison.Ordinal);
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
