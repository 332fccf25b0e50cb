using System.Collections.Immutable;

namespace FlexFunctions.App;

/// <summary>A mail as it was decided: what is sent is exactly this, however often it takes.</summary>
/// <param name="OperationId">Under which the sender can be asked later what became of it; never another for this mail.</param>
/// <param name="Recipient">One mail address.</param>
/// <param name="Letter">What it says.</param>
public sealed record OutgoingMail(Guid OperationId, string Recipient, Letter Letter)
{
    /// <summary>The local part of the Message-ID, the same each time that the mail is sent.</summary>
    public string MessageId => OperationId.ToString("N");
}

/// <summary>What a mail says.</summary>
/// <param name="Subject">One line.</param>
/// <param name="Html">For clients that show HTML; its images are named by <c>cid:</c> and their content id.</param>
/// <param name="Text">The same in plain text.</param>
/// <param name="Images">The images of the HTML.</param>
public sealed record Letter(string Subject, string Html, string Text, ImmutableArray<LetterImage> Images);

/// <summary>An image inside a letter's HTML.</summary>
/// <param name="ContentId">What the HTML calls it.</param>
/// <param name="Png">The bytes of a PNG.</param>
public sealed record LetterImage(string ContentId, ReadOnlyMemory<byte> Png);
