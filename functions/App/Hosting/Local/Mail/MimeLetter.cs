using MimeKit;

namespace FlexFunctions.App.Hosting.Local;

/// <summary>Creates MIME messages.</summary>
internal static class MimeLetter
{
    private const string Png = "image/png";

    /// <summary>Creates the message of a mail, with text, HTML and embedded images.</summary>
    /// <param name="mail">The mail.</param>
    /// <param name="from">The sender; its domain makes the Message-ID globally unique.</param>
    /// <param name="to">The recipient.</param>
    /// <param name="date">The date.</param>
    public static MimeMessage Of(OutgoingMail mail, MailboxAddress from, MailboxAddress to, DateTimeOffset date)
    {
        var related = new MultipartRelated { new TextPart("html") { Text = mail.Letter.Html } };
        foreach (var image in mail.Letter.Images)
        {
            related.Add(
                new MimePart(Png)
                {
                    Content = new MimeContent(new MemoryStream(image.Png.ToArray())),
                    ContentId = image.ContentId,
                    ContentDisposition = new ContentDisposition(ContentDisposition.Inline)
                    {
                        FileName = image.ContentId + ".png",
                    },
                    ContentTransferEncoding = ContentEncoding.Base64,
                }
            );
        }

        var message = new MimeMessage
        {
            MessageId = $"{mail.MessageId}@{from.Domain}",
            Date = date,
            Subject = mail.Letter.Subject,
            Body = new MultipartAlternative
            {
                new TextPart("plain") { Text = mail.Letter.Text },
                related,
            },
        };
        message.From.Add(from);
        message.To.Add(to);
        // Suppresses automatic replies (RFC 3834).
        message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        return message;
    }

    /// <summary>Parses a mail address. Returns null if the text is not one.</summary>
    public static MailboxAddress? Address(string text) =>
        MailboxAddress.TryParse(text, out var address) && address.Domain.Length > 0 && address.LocalPart.Length > 0
            ? address
            : null;
}
