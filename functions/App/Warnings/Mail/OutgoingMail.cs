using System.Collections.Immutable;

namespace FlexFunctions.App;

/// <summary>A mail to send. Every attempt sends exactly this mail.</summary>
/// <param name="OperationId">Identifies the mail at the mail service; the same in every attempt.</param>
/// <param name="Recipient">One e-mail address.</param>
/// <param name="Letter">The content.</param>
public sealed record OutgoingMail(Guid OperationId, string Recipient, Letter Letter)
{
    /// <summary>The local part of the Message-ID; the same in every attempt.</summary>
    public string MessageId => OperationId.ToString("N");
}

/// <summary>The content of a mail.</summary>
/// <param name="Subject">The subject, in one line.</param>
/// <param name="Html">The HTML body. It refers to an image as <c>cid:</c> and the image's content id.</param>
/// <param name="Text">The same content as plain text.</param>
/// <param name="Images">The images of the HTML body.</param>
public sealed record Letter(string Subject, string Html, string Text, ImmutableArray<LetterImage> Images);

/// <summary>An image of a letter's HTML body.</summary>
/// <param name="ContentId">The content id, by which the HTML refers to the image.</param>
/// <param name="Png">The image as a PNG.</param>
public sealed record LetterImage(string ContentId, ReadOnlyMemory<byte> Png);
