namespace FlexFunctions.Storage;

/// <summary>What mails say, as it was decided; whoever writes and reads it knows the form.</summary>
/// <param name="Content">At most <see cref="MaxBytes"/>.</param>
public sealed record SerializedLetter(ReadOnlyMemory<byte> Content)
{
    /// <summary>What one row can hold, with some to spare.</summary>
    public const int MaxBytes = 600_000;
}
