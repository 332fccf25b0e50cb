using System.Text.Json;

namespace FlexFunctions.Storage;

/// <summary>Writes a value to a row and reads it back. Each row holds the version of its format.</summary>
/// <typeparam name="T">The value.</typeparam>
internal abstract class RowFormat<T>
    where T : class
{
    private const string VersionProperty = "V";

    /// <summary>The version that is written, from 1. All versions up to it can be read.</summary>
    protected virtual long Version => 1;

    /// <summary>Returns the row of a value.</summary>
    public Row Write(string key, T value)
    {
        var properties = new Dictionary<string, object>(StringComparer.Ordinal) { [VersionProperty] = Version };
        Write(value, properties);
        return new Row(key, properties);
    }

    /// <summary>Reads the value of a row.</summary>
    /// <exception cref="InvalidDataException">A later version of this software wrote the row, or it is damaged.</exception>
    public T Read(StoredRow row)
    {
        try
        {
            var version = (long)row.Properties[VersionProperty];
            return version <= Version
                ? Read(row.Properties, version)
                : throw new InvalidDataException(
                    $"Row '{RowNames.ForMessages(row.Key)}' has format {version}; this version of the software knows "
                        + $"formats up to {Version}."
                );
        }
        catch (Exception e) when (IsDamage(e))
        {
            throw new InvalidDataException($"Row '{RowNames.ForMessages(row.Key)}' cannot be read: {e.Message}", e);
        }
    }

    // A property is missing, of another type, malformed, too short or out of range.
    private static bool IsDamage(Exception error) =>
        error
            is KeyNotFoundException
                or InvalidCastException
                or FormatException
                or JsonException
                or InvalidOperationException
                or IndexOutOfRangeException
                or OverflowException
                or ArgumentException;

    /// <summary>Sets the properties.</summary>
    protected abstract void Write(T value, Dictionary<string, object> properties);

    /// <summary>Reads the properties that a version wrote.</summary>
    protected abstract T Read(IReadOnlyDictionary<string, object> properties, long version);
}
