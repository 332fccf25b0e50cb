using MimeKit;

namespace FlexFunctions.App.Hosting.Local;

/// <summary>A mail as MIME: plain text, and HTML with its images beside it.</summary>
internal static class MimeLetter
{
    /// <summary>The message of a mail; sent again it bears the same Message-ID.</summary>
    /// <param name="mail">The mail.</param>
    /// <param name="from">The address that it is from.</param>
    /// <param name="date">When it is sent.</param>
    public static MimeMessage Of(OutgoingMail mail, MailboxAddress from, DateTimeOffset date)
    {
        var body = new BodyBuilder { TextBody = mail.Letter.Text, HtmlBody = mail.Letter.Html };
        foreach (var image in mail.Letter.Images)
        {
            var part = body.LinkedResources.Add(
                image.ContentId + ".png",
                image.Png.ToArray(),
                new ContentType("image", "png")
            );
            part.ContentId = image.ContentId;
            part.ContentDisposition = new ContentDisposition(ContentDisposition.Inline);
        }

        var message = new MimeMessage
        {
            Subject = mail.Letter.Subject,
            Date = date,
            MessageId = $"{mail.MessageId}@{from.Domain}",
            Body = body.ToMessageBody(),
        };
        message.From.Add(from);
        message.To.Add(MailboxAddress.Parse(mail.Recipient));
        return message;
    }
}
