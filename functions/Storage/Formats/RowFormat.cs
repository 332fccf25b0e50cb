using System.Text.Json;

namespace FlexFunctions.Storage;

/// <summary>How a thing is written into a row and read back. Every format has a version, which the row bears.</summary>
/// <typeparam name="T">What the row holds.</typeparam>
internal abstract class RowFormat<T>
    where T : class
{
    private const string VersionProperty = "V";

    /// <summary>The version that is written, from 1. A reader knows all versions up to it.</summary>
    protected virtual long Version => 1;

    /// <summary>The row of a thing.</summary>
    public Row Write(string key, T value)
    {
        var properties = new Dictionary<string, object>(StringComparer.Ordinal) { [VersionProperty] = Version };
        Write(value, properties);
        return new Row(key, properties);
    }

    /// <summary>The thing that a row holds.</summary>
    /// <exception cref="InvalidDataException">A later version of this software wrote the row, or it is damaged.</exception>
    public T Read(StoredRow row)
    {
        try
        {
            var version = (long)row.Properties[VersionProperty];
            return version <= Version
                ? Read(row.Properties, version)
                : throw new InvalidDataException(
                    $"Row '{RowNames.ForMessages(row.Key)}' has format {version}; this version of the software knows formats up to {Version}."
                );
        }
        catch (Exception e) when (IsDamage(e))
        {
            throw new InvalidDataException($"Row '{RowNames.ForMessages(row.Key)}' can not be read: {e.Message}", e);
        }
    }

    // What is missing, of another type, no text of its form, too short or out of range.
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

    /// <summary>Reads the properties, as that version wrote them.</summary>
    protected abstract T Read(IReadOnlyDictionary<string, object> properties, long version);
}
