using System.Buffers;
using System.Buffers.Text;

namespace FlexFunctions.Storage;

/// <summary>Counts the bytes of rows and operations against <see cref="RowLimits"/>.</summary>
public static class RowSize
{
    /// <summary>The bytes of a commit's request beside its operations: the frames of batch and change set.</summary>
    public const int EnvelopeBytes = 1_024;

    // One operation's frame in the request: boundary, part headers, request line without its keys (account URL and
    // table name at their longest), request headers with an entity tag, brackets.
    private const int OperationFrameBytes = 1_024;

    // "name@odata.type":"Edm.Binary", and quotes, colon and comma around "name":"value",
    private const int PropertyFrameBytes = 48;

    // -9223372036854775808, written as a string
    private const int Int64TextBytes = 20;

    // A character outside a JSON writer's safe set becomes an escape of six bytes, \u00E9.
    private const int EscapedBytes = 6;

    // A character outside a URL's safe set has at most three UTF-8 bytes, each written %XX; a doubled quote takes less.
    private const int PercentEncodedBytes = 9;

    private static readonly SearchValues<char> s_plainInJson = SearchValues.Create(
        " !#$%()*,-./0123456789:;=?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_abcdefghijklmnopqrstuvwxyz{|}~"
    );

    private static readonly SearchValues<char> s_plainInUrl = SearchValues.Create(
        "-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~"
    );

    /// <summary>
    /// Returns the bytes of a row in a table, as Azure Tables computes them: 4, two per character of both keys, and for
    /// each property 8, two per character of its name, and its value (a string 4 and two per character, a binary 4 and
    /// its length, an integer 8).
    /// </summary>
    public static long EntityBytes(string partition, Row row)
    {
        ArgumentNullException.ThrowIfNull(partition);
        ArgumentNullException.ThrowIfNull(row);
        var bytes = 4L + (2L * (partition.Length + row.Key.Length));
        foreach (var (name, value) in row.Properties)
        {
            bytes += 8L + (2L * name.Length) + ValueBytes(value);
        }

        return bytes;
    }

    /// <summary>
    /// Returns a safe estimate (never too low) of the bytes that an operation adds to a commit's request: frames, keys in
    /// URL and body, text escaped as JSON, binaries as base64. The sum over a commit, with <see cref="EnvelopeBytes"/>, is
    /// limited by <see cref="RowLimits.MaxPayloadBytes"/>.
    /// </summary>
    public static int PayloadBytes(string partition, RowOperation operation)
    {
        ArgumentNullException.ThrowIfNull(partition);
        ArgumentNullException.ThrowIfNull(operation);
        var bytes = OperationFrameBytes + UrlBytes(partition) + UrlBytes(operation.Key);
        return operation switch
        {
            RowOperation.Insert insert => bytes + BodyBytes(partition, insert.Row),
            RowOperation.Replace replace => bytes + BodyBytes(partition, replace.Row),
            _ => bytes,
        };
    }

    /// <summary>Returns true if every surrogate of a text is part of a pair.</summary>
    internal static bool IsWellFormed(string text)
    {
        var rest = text.AsSpan();
        while (true)
        {
            var at = rest.IndexOfAnyInRange('\uD800', '\uDFFF');
            if (at < 0)
            {
                return true;
            }

            if (at + 1 >= rest.Length || !char.IsSurrogatePair(rest[at], rest[at + 1]))
            {
                return false;
            }

            rest = rest[(at + 2)..];
        }
    }

    private static long ValueBytes(object value) =>
        value switch
        {
            string text => 4L + (2L * text.Length),
            byte[] bytes => 4L + bytes.Length,
            _ => 8L,
        };

    private static int BodyBytes(string partition, Row row)
    {
        var bytes = (2 * PropertyFrameBytes) + JsonBytes(partition) + JsonBytes(row.Key);
        foreach (var (name, value) in row.Properties)
        {
            // The name is written twice: before the value, and before its type.
            bytes += PropertyFrameBytes + (2 * name.Length);
            bytes += value switch
            {
                string text => JsonBytes(text),
                byte[] binary => Base64.GetMaxEncodedToUtf8Length(binary.Length),
                _ => Int64TextBytes,
            };
        }
        return bytes;
    }

    private static int JsonBytes(string text) => Count(text, s_plainInJson, EscapedBytes);

    private static int UrlBytes(string text) => Count(text, s_plainInUrl, PercentEncodedBytes);

    private static int Count(ReadOnlySpan<char> text, SearchValues<char> plain, int otherwise)
    {
        var bytes = text.Length;
        while (true)
        {
            var at = text.IndexOfAnyExcept(plain);
            if (at < 0)
            {
                return bytes;
            }

            bytes += otherwise - 1;
            text = text[(at + 1)..];
        }
    }
}
