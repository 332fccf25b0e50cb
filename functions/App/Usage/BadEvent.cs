using FlexFunctions.Domain;

namespace FlexFunctions.App;

/// <summary>An event of a message that cannot be applied.</summary>
/// <param name="Position">The position of the event in the message, from 0.</param>
/// <param name="Rejection">The reason.</param>
internal sealed record BadEvent(int Position, Rejection Rejection);
