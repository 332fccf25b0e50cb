using System.Text;

namespace FlexFunctions.Storage.Tests;

/// <summary>The blob in which the SQLite adapter stores the properties of a row.</summary>
public sealed class RowPropertiesFormatTests
{
    private static readonly byte[] s_blob =
    [
        1, // format version
        3, // number of properties
        4,
        .. "Text"u8,
        1, // type: text
        4,
        .. "aé!"u8,
        6,
        .. "Number"u8,
        2, // type: number
        0xFE,
        0xFF,
        0xFF,
        0xFF,
        0xFF,
        0xFF,
        0xFF,
        0xFF,
        5,
        .. "Bytes"u8,
        3, // type: bytes
        2,
        0,
        9,
    ];

    [Fact]
    public void Properties_are_written_in_the_documented_format() =>
        Assert.Equal(
            s_blob,
            RowPropertiesFormat.Encode(
                new OrderedDictionary<string, object>(StringComparer.Ordinal)
                {
                    ["Text"] = "aé!",
                    ["Number"] = -2L,
                    ["Bytes"] = new byte[] { 0, 9 },
                }
            )
        );

    [Fact]
    public void Properties_are_read_in_the_documented_format()
    {
        var properties = RowPropertiesFormat.Decode(s_blob);
        Assert.Equal(3, properties.Count);
        Assert.Equal("aé!", properties["Text"]);
        Assert.Equal(-2L, properties["Number"]);
        Assert.Equal(new byte[] { 0, 9 }, properties["Bytes"]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(16_383)]
    [InlineData(16_384)]
    [InlineData(65_536)]
    public void Value_of_any_length_round_trips(int length)
    {
        var bytes = Enumerable.Range(0, length).Select(i => (byte)(i % 251)).ToArray();
        var properties = new Dictionary<string, object>(StringComparer.Ordinal) { ["Bytes"] = bytes };
        Assert.Equal(bytes, RowPropertiesFormat.Decode(RowPropertiesFormat.Encode(properties))["Bytes"]);
    }

    [Fact]
    public void Truncated_blob_throws()
    {
        for (var length = 0; length < s_blob.Length; length++)
        {
            var truncated = s_blob[..length];
            var error = Assert.Throws<InvalidDataException>(() => RowPropertiesFormat.Decode(truncated));
            Assert.StartsWith("The row's properties are damaged: ", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Blob_of_a_later_version_throws() =>
        AssertThrows("The row's properties have format 2; this program knows 1.", [2, 0]);

    [Fact]
    public void Value_of_an_unknown_type_throws() =>
        AssertThrows("The property 'A' has the unknown type 9.", [1, 1, 1, (byte)'A', 9]);

    [Fact]
    public void Truncated_value_throws() =>
        AssertThrows(
            "The row's properties are damaged: they end too early.",
            [1, 1, 1, (byte)'A', 2, 0, 0, 0, 0, 0, 0, 0]
        );

    [Fact]
    public void Text_that_is_not_UTF_8_throws()
    {
        var error = AssertThrows("The row's properties hold text that is not UTF-8.", [1, 1, 1, (byte)'A', 1, 1, 0xFF]);
        Assert.IsType<DecoderFallbackException>(error.InnerException);
    }

    [Fact]
    public void Length_beyond_the_blob_throws()
    {
        const string Message = "The row's properties are damaged: a length is out of bounds.";
        AssertThrows(Message, [1, 1, 1, (byte)'A', 3, 3, 0, 0]);
        // The lengths are 2^31 and 3 × 2^31.
        AssertThrows(Message, [1, 1, 1, (byte)'A', 3, 0x80, 0x80, 0x80, 0x80, 0x08]);
        AssertThrows(Message, [1, 1, 1, (byte)'A', 3, 0x80, 0x80, 0x80, 0x80, 0x18]);
        // The length is 0, written with too many bytes.
        AssertThrows(Message, [1, 1, 1, (byte)'A', 3, 0x80, 0x80, 0x80, 0x80, 0x00]);
    }

    [Fact]
    public void Value_of_an_unsupported_type_cannot_be_written()
    {
        var error = Assert.Throws<ArgumentException>(() =>
            RowPropertiesFormat.Encode(new Dictionary<string, object>(StringComparer.Ordinal) { ["A"] = 1 })
        );
        Assert.StartsWith("The property 'A' is of no type that is stored.", error.Message, StringComparison.Ordinal);
        Assert.Equal("properties", error.ParamName);
    }

    private static InvalidDataException AssertThrows(string message, byte[] blob)
    {
        var error = Assert.Throws<InvalidDataException>(() => RowPropertiesFormat.Decode(blob));
        Assert.Equal(message, error.Message);
        return error;
    }
}
