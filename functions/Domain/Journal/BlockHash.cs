using System.Security.Cryptography;

namespace FlexFunctions.Domain;

/// <summary>The SHA-256 of a journal block's canonical text, as 64 lower-case hexadecimal digits.</summary>
public readonly record struct BlockHash
{
    private BlockHash(string value) => Value = value;

    /// <summary>The predecessor of a journal's first block: 64 zeros.</summary>
    public static readonly BlockHash None = new(new string('0', 64));

    /// <summary>The digits.</summary>
    public string Value { get; }

    /// <summary>Returns the hash of a canonical text.</summary>
    public static BlockHash Of(ReadOnlySpan<byte> canonical) =>
        new(Convert.ToHexStringLower(SHA256.HashData(canonical)));

    /// <summary>Parses a hash.</summary>
    /// <exception cref="FormatException">The text is not 64 lower-case hexadecimal digits.</exception>
    public static BlockHash Parse(string text) =>
        text.Length == 64 && text.All(char.IsAsciiHexDigitLower)
            ? new BlockHash(text)
            : throw new FormatException("A block hash is 64 lower-case hexadecimal digits.");

    /// <inheritdoc/>
    public override string ToString() => Value;
}
