using MimeKit;

namespace FlexFunctions.App.Hosting.Local;

/// <summary>A mail as it is written to the wire or to a file.</summary>
internal static class MimeLetter
{
    private const string Png = "image/png";

    /// <summary>Both bodies of a mail, its images inside the HTML.</summary>
    /// <param name="mail">The mail.</param>
    /// <param name="from">Whose it is; its domain makes the Message-ID one in the world.</param>
    /// <param name="to">Whom it is for.</param>
    /// <param name="date">When it is sent.</param>
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
        // So that nobody's holiday answers it (RFC 3834).
        message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        return message;
    }

    /// <summary>The one mail address that a text is; null if it is none.</summary>
    public static MailboxAddress? Address(string text) =>
        MailboxAddress.TryParse(text, out var address) && address.Domain.Length > 0 && address.LocalPart.Length > 0
            ? address
            : null;
}
