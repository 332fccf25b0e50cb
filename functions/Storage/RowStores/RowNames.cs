using System.Buffers;

namespace FlexFunctions.Storage;

/// <summary>The allowed names of tables, partitions, rows and properties (<see cref="RowLimits"/>).</summary>
internal static class RowNames
{
    private const int MinTableNameLength = 3;
    private const int MaxTableNameLength = 63;

    private static readonly SearchValues<char> s_lettersAndDigits = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    );

    private static readonly SearchValues<char> s_identifierCharacters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"
    );

    /// <summary>Checks a table's name: 3 to 63 ASCII letters and digits, a letter first, not "tables".</summary>
    /// <exception cref="ArgumentException">The name is not allowed.</exception>
    public static void CheckTable(string table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var allowed =
            table.Length is >= MinTableNameLength and <= MaxTableNameLength
            && char.IsAsciiLetter(table[0])
            && !table.AsSpan().ContainsAnyExcept(s_lettersAndDigits)
            && !table.Equals("tables", StringComparison.OrdinalIgnoreCase);
        if (!allowed)
        {
            throw RowLimits.Broken(
                $"'{table}' cannot name a table: {MinTableNameLength} to {MaxTableNameLength} letters and digits, a letter "
                    + "first, and not 'tables'."
            );
        }
    }

    /// <summary>
    /// Returns what messages may say of a row key: its text before the first <c>|</c>. The rest can name a user, and
    /// messages are logged.
    /// </summary>
    public static string ForMessages(string key) =>
        key.IndexOf('|', StringComparison.Ordinal) is >= 0 and var end ? key[..end] + "|…" : key;

    /// <summary>
    /// Checks a partition key or row key: 1 to 512 characters of the basic plane without / \ # ?, blanks
    /// and control characters (U+0000–U+001F, U+007F–U+009F).
    /// </summary>
    /// <param name="key">The key.</param>
    /// <param name="what">The key's name in the error.</param>
    /// <exception cref="ArgumentException">The name is not allowed.</exception>
    public static void CheckKey(string key, string what = "key")
    {
        ArgumentNullException.ThrowIfNull(key);
        if (key.Length is < 1 or > RowLimits.MaxKeyLength)
        {
            throw RowLimits.Broken(
                $"The {what} '{ForMessages(key)}' has {key.Length} characters; 1 to {RowLimits.MaxKeyLength} are allowed."
            );
        }

        foreach (var c in key)
        {
            if (c is '/' or '\\' or '#' or '?' or ' ' || char.IsControl(c) || char.IsSurrogate(c))
            {
                throw RowLimits.Broken($"The {what} '{ForMessages(key)}' holds U+{(int)c:X4}, which no key may hold.");
            }
        }
    }

    public static void CheckBound(string bound)
    {
        ArgumentNullException.ThrowIfNull(bound);
        if (bound.Length > RowLimits.MaxKeyLength + 1)
        {
            throw RowLimits.Broken(
                $"A range's bound has {bound.Length} characters; at most {RowLimits.MaxKeyLength + 1} are allowed."
            );
        }

        foreach (var c in bound)
        {
            if (char.IsControl(c) || char.IsSurrogate(c))
            {
                throw RowLimits.Broken($"A range's bound holds U+{(int)c:X4}, which no bound may hold.");
            }
        }
    }

    public static void CheckPropertyName(string key, string name)
    {
        var allowed =
            name.Length is >= 1 and <= RowLimits.MaxPropertyNameLength
            && !char.IsAsciiDigit(name[0])
            && !name.AsSpan().ContainsAnyExcept(s_identifierCharacters)
            && name is not ("PartitionKey" or "RowKey" or "Timestamp");
        if (!allowed)
        {
            throw RowLimits.Broken(
                $"The row '{ForMessages(key)}' has a property '{name}'; a name is an identifier of 1 to "
                    + $"{RowLimits.MaxPropertyNameLength} ASCII letters, digits and underscores, and not PartitionKey, "
                    + "RowKey or Timestamp."
            );
        }
    }
}
