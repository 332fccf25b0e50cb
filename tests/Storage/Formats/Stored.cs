namespace FlexFunctions.Storage.Tests.Formats;

/// <summary>Writes objects to rows and reads them back as a row store does.</summary>
internal static class Stored
{
    /// <summary>Writes an object to a row, encodes and decodes it, and reads it back.</summary>
    public static T RoundTrip<T>(RowFormat<T> format, T value)
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
    /// Asserts that an object is stored with exactly these properties and can be read back. A property is required
    /// unless its name ends in a question mark. The error for a damaged property names the key of the row.
    /// </summary>
    public static void AssertStoredAs<T>(RowFormat<T> format, T value, params (string Name, object Value)[] properties)
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
        RoundTrip(format, value);
        foreach (var (name, good) in properties)
        {
            var damaged = new Dictionary<string, object>(expected, StringComparer.Ordinal)
            {
                [name.TrimEnd('?')] = good is byte[] ? "text" : new byte[] { 1 },
            };
            AssertUnreadable(format, damaged);
            if (!name.EndsWith('?'))
            {
                damaged.Remove(name);
                AssertUnreadable(format, damaged);
            }
        }
    }

    /// <summary>Asserts that reading these properties throws an error that names the row.</summary>
    public static void AssertUnreadable<T>(RowFormat<T> format, IReadOnlyDictionary<string, object> properties)
        where T : class
    {
        var error = Assert.Throws<InvalidDataException>(() => format.Read(Row(properties)));
        Assert.StartsWith("Row 'key' cannot be read: ", error.Message, StringComparison.Ordinal);
        Assert.EndsWith(error.InnerException!.Message, error.Message, StringComparison.Ordinal);
    }

    /// <summary>Reads a row that an earlier version wrote.</summary>
    public static T Read<T>(RowFormat<T> format, params (string Name, object Value)[] properties)
        where T : class =>
        format.Read(
            Row(properties.ToDictionary(property => property.Name, property => property.Value, StringComparer.Ordinal))
        );

    private static StoredRow Row(IReadOnlyDictionary<string, object> properties) =>
        new("key", RowPropertiesFormat.Decode(RowPropertiesFormat.Encode(properties)), "1");
}
