namespace FlexFunctions.Storage;

/// <summary>What mails say, as it was decided; whoever writes and reads it knows the form.</summary>
/// <param name="Content">At most 600 KB.</param>
public sealed record FrozenLetter(ReadOnlyMemory<byte> Content);
