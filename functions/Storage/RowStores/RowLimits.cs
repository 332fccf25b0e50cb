using System.Diagnostics;

namespace FlexFunctions.Storage;

/// <summary>
/// The limits of Azure Tables. Every adapter checks them in the same way before it calls its store, so all adapters
/// accept the same rows. Each error names the row, the property and the limit.
/// </summary>
/// <remarks>
/// Stricter than Azure Tables where stores differ or a name would be fragile: keys hold no blank and no character
/// outside the basic plane (so the order of their UTF-8 bytes is the ordinal order of their UTF-16), property names
/// are ASCII, and text is well-formed UTF-16 (a lone surrogate would silently be stored as another character).
/// </remarks>
public static class RowLimits
{
    /// <summary>The most operations of one commit.</summary>
    public const int MaxOperations = 100;

    /// <summary>The most rows that one range read returns.</summary>
    public const int MaxRangeRows = 1_000;

    /// <summary>The most characters of a partition key or row key; the least is one.</summary>
    public const int MaxKeyLength = 512;

    /// <summary>The most properties of a row, without its keys.</summary>
    public const int MaxProperties = 252;

    /// <summary>The most characters of a property's name.</summary>
    public const int MaxPropertyNameLength = 255;

    /// <summary>The most UTF-16 characters of a string property (64 KiB at two bytes each).</summary>
    public const int MaxStringLength = 32 * 1024;

    /// <summary>The most bytes of a binary property.</summary>
    public const int MaxBinaryLength = 64 * 1024;

    /// <summary>The most bytes of a row, as <see cref="RowSize.EntityBytes"/> counts them.</summary>
    public const int MaxRowBytes = 1024 * 1024;

    /// <summary>The most bytes of a commit's request, as <see cref="RowSize.PayloadBytes"/> estimates them.</summary>
    public const int MaxPayloadBytes = 4 * 1024 * 1024;

    /// <summary>Checks the address of one row.</summary>
    /// <exception cref="ArgumentException">A name or key is not allowed.</exception>
    public static void CheckRead(string table, string partition, string key)
    {
        RowNames.CheckTable(table);
        RowNames.CheckKey(partition, "partition key");
        RowNames.CheckKey(key, "row key");
    }

    /// <summary>
    /// Checks the bounds of a range. Bounds need not be keys: they may be empty or one character longer than a key,
    /// and may hold any character but control characters and surrogates.
    /// </summary>
    /// <exception cref="ArgumentException">A name, key, bound or <paramref name="atMost"/> is not allowed.</exception>
    public static void CheckRange(string table, string partition, string from, string before, int atMost)
    {
        RowNames.CheckTable(table);
        RowNames.CheckKey(partition, "partition key");
        RowNames.CheckBound(from);
        RowNames.CheckBound(before);
        ArgumentOutOfRangeException.ThrowIfLessThan(atMost, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(atMost, MaxRangeRows);
    }

    /// <summary>Checks a whole commit: its address, every operation, and all of them together.</summary>
    /// <exception cref="ArgumentException">A limit is broken; the message names the row and property.</exception>
    public static void CheckCommit(string table, string partition, IReadOnlyList<RowOperation> operations)
    {
        ArgumentNullException.ThrowIfNull(operations);
        RowNames.CheckTable(table);
        RowNames.CheckKey(partition, "partition key");
        if (operations.Count is < 1 or > MaxOperations)
        {
            throw Broken($"A commit has 1 to {MaxOperations} operations, not {operations.Count}.");
        }

        var keys = new HashSet<string>(operations.Count, StringComparer.Ordinal);
        var payload = (long)RowSize.EnvelopeBytes;
        foreach (var operation in operations)
        {
            CheckOperation(partition, operation);
            if (!keys.Add(operation.Key))
            {
                throw Broken($"The row '{operation.Key}' is written twice by one commit.");
            }

            payload += RowSize.PayloadBytes(partition, operation);
        }
        if (payload > MaxPayloadBytes)
        {
            throw Broken(
                $"The commit of {operations.Count} operations, '{operations[0].Key}' first, makes a request of about "
                    + $"{payload} bytes; at most {MaxPayloadBytes} are allowed."
            );
        }
    }

    private static void CheckOperation(string partition, RowOperation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        RowNames.CheckKey(operation.Key, "row key");
        switch (operation)
        {
            case RowOperation.Insert insert:
                CheckRow(partition, insert.Row);
                break;
            case RowOperation.Replace replace:
                CheckETag(replace.Key, replace.ETag);
                CheckRow(partition, replace.Row);
                break;
            case RowOperation.Delete delete:
                CheckETag(delete.Key, delete.ETag);
                break;
            default:
                throw new UnreachableException();
        }
    }

    // "*" matches every state of the row, so it is no precondition.
    private static void CheckETag(string key, string etag)
    {
        if (string.IsNullOrEmpty(etag) || etag == "*")
        {
            throw Broken($"The write of row '{RowNames.ForMessages(key)}' names no entity tag.");
        }
    }

    private static void CheckRow(string partition, Row row)
    {
        if (row.Properties.Count > MaxProperties)
        {
            throw Broken(
                $"The row '{RowNames.ForMessages(row.Key)}' has {row.Properties.Count} properties; at most {MaxProperties} are allowed."
            );
        }

        foreach (var (name, value) in row.Properties)
        {
            RowNames.CheckPropertyName(row.Key, name);
            CheckPropertyValue(row.Key, name, value);
        }
        var bytes = RowSize.EntityBytes(partition, row);
        if (bytes > MaxRowBytes)
        {
            throw Broken(
                $"The row '{RowNames.ForMessages(row.Key)}' has {bytes} bytes; at most {MaxRowBytes} are allowed."
            );
        }
    }

    private static void CheckPropertyValue(string key, string name, object? value)
    {
        switch (value)
        {
            case long:
                break;
            case byte[] bytes when bytes.Length <= MaxBinaryLength:
                break;
            case byte[] bytes:
                throw Broken(
                    $"The property '{name}' of row '{RowNames.ForMessages(key)}' has {bytes.Length} bytes; "
                        + $"at most {MaxBinaryLength} are allowed."
                );
            case string text when text.Length > MaxStringLength:
                throw Broken(
                    $"The property '{name}' of row '{RowNames.ForMessages(key)}' has {text.Length} characters; "
                        + $"at most {MaxStringLength} are allowed."
                );
            case string text when !RowSize.IsWellFormed(text):
                throw Broken(
                    $"The property '{name}' of row '{RowNames.ForMessages(key)}' holds a surrogate without its other half."
                );
            case string:
                break;
            default:
                throw Broken(
                    $"The property '{name}' of row '{RowNames.ForMessages(key)}' is of type "
                        + $"{value?.GetType().Name ?? "null"}; it must be a string, a long or a byte array."
                );
        }
    }

    /// <summary>Returns the error for a broken limit.</summary>
    // The message names row, property and limit, which says more than the parameter's name.
#pragma warning disable MA0015
    internal static ArgumentException Broken(string message) => new(message);
#pragma warning restore MA0015
}
