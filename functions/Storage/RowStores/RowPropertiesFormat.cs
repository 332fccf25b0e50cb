using System.Buffers.Binary;
using System.Text;

namespace FlexFunctions.Storage;

/// <summary>
/// The blob in which the SQLite adapter stores a row's properties: a version byte, then per property its name, a type
/// byte and its value. Lengths are 7-bit encoded, text is UTF-8, an integer is 8 bytes, least significant first.
/// </summary>
internal static class RowPropertiesFormat
{
    private const byte Version = 1;
    private const byte TextType = 1;
    private const byte Int64Type = 2;
    private const byte BinaryType = 3;

    private static readonly UTF8Encoding s_utf8 = new(
        encoderShouldEmitUTF8Identifier: false,
        throwOnInvalidBytes: true
    );

    /// <summary>Writes properties that <see cref="RowLimits"/> has accepted.</summary>
    public static byte[] Encode(IReadOnlyDictionary<string, object> properties)
    {
        using var stream = new MemoryStream(256 + properties.Values.OfType<byte[]>().Sum(bytes => bytes.Length));
        using var writer = new BinaryWriter(stream, s_utf8);
        writer.Write(Version);
        writer.Write7BitEncodedInt(properties.Count);
        foreach (var (name, value) in properties)
        {
            writer.Write(name);
            switch (value)
            {
                case string text:
                    writer.Write(TextType);
                    writer.Write(text);
                    break;
                case long number:
                    writer.Write(Int64Type);
                    writer.Write(number);
                    break;
                case byte[] bytes:
                    writer.Write(BinaryType);
                    writer.Write7BitEncodedInt(bytes.Length);
                    writer.Write(bytes);
                    break;
                default:
                    throw new ArgumentException(
                        $"The property '{name}' is of no type that is stored.",
                        nameof(properties)
                    );
            }
        }
        writer.Flush();
        return stream.ToArray();
    }

    /// <summary>Reads what <see cref="Encode"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The blob is damaged or of a later version.</exception>
    public static IReadOnlyDictionary<string, object> Decode(byte[] blob)
    {
        var reader = new Reader(blob);
        var version = reader.Byte();
        if (version != Version)
        {
            throw new InvalidDataException(
                $"The row's properties have format {version}; this program knows {Version}."
            );
        }

        var count = reader.Length();
        var properties = new Dictionary<string, object>(count, StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
        {
            var name = reader.Text();
            properties[name] = reader.Byte() switch
            {
                TextType => reader.Text(),
                Int64Type => reader.Int64(),
                BinaryType => reader.Bytes(reader.Length()).ToArray(),
                var type => throw new InvalidDataException($"The property '{name}' has the unknown type {type}."),
            };
        }
        return properties;
    }

    // A BinaryReader would need a stream per row, and would report damage as the end of a stream.
    private ref struct Reader(ReadOnlySpan<byte> blob)
    {
        private ReadOnlySpan<byte> _rest = blob;

        public byte Byte() => Bytes(1)[0];

        public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Bytes(sizeof(long)));

        public string Text()
        {
            try
            {
                return s_utf8.GetString(Bytes(Length()));
            }
            catch (DecoderFallbackException e)
            {
                throw new InvalidDataException("The row's properties hold text that is not UTF-8.", e);
            }
        }

        /// <summary>Reads a length, which is at most the rest of the blob.</summary>
        public int Length()
        {
            var length = 0;
            for (var shift = 0; shift < 28; shift += 7)
            {
                var part = Byte();
                length |= (part & 0x7F) << shift;
                if (part >= 0x80)
                {
                    continue;
                }

                if (length <= _rest.Length)
                {
                    return length;
                }

                break;
            }
            throw new InvalidDataException("The row's properties are damaged: a length is out of bounds.");
        }

        public ReadOnlySpan<byte> Bytes(int count)
        {
            if (count > _rest.Length)
            {
                throw new InvalidDataException("The row's properties are damaged: they end too early.");
            }

            var bytes = _rest[..count];
            _rest = _rest[count..];
            return bytes;
        }
    }
}
