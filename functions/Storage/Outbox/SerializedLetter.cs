namespace FlexFunctions.Storage;

/// <summary>The content of mails, serialized by the app.</summary>
/// <param name="Content">At most <see cref="MaxBytes"/>.</param>
public sealed record SerializedLetter(ReadOnlyMemory<byte> Content)
{
    /// <summary>The most bytes, with a margin, that one row can hold.</summary>
    public const int MaxBytes = 600_000;
}
