using Azure;
using Azure.Communication.Email;

namespace FlexFunctions.App.Hosting.Azure;

/// <summary>Sends mails through Azure Communication Services, as the app's managed identity.</summary>
/// <param name="client">The service.</param>
/// <param name="from">The address that mails are from.</param>
internal sealed class CommunicationSender(EmailClient client, string from) : IMailSender
{
    private const int TooManyRequests = 429;
    private const int NotFound = 404;

    /// <inheritdoc/>
    public async Task<SendOutcome> SendAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        try
        {
            await client.SendAsync(WaitUntil.Started, Message(mail), mail.OperationId, cancellationToken);
            return new SendOutcome.Sent();
        }
        catch (RequestFailedException e)
        {
            return e.Status switch
            {
                TooManyRequests => new SendOutcome.NotNow(e.Message, ServerIsDown: true),
                >= 400 and < 500 => new SendOutcome.Refused(e.Message),
                _ => new SendOutcome.Unsure(e.Message),
            };
        }
    }

    /// <inheritdoc/>
    public async Task<SendOutcome?> AskAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        try
        {
            var operation = new EmailSendOperation(mail.OperationId.ToString("D"), client);
            await operation.UpdateStatusAsync(cancellationToken);
            return
                operation.HasValue
                && operation.Value.Status is var status
                && (status == EmailSendStatus.Failed || status == EmailSendStatus.Canceled)
                ? new SendOutcome.Refused($"The service says: {status}")
                : new SendOutcome.Sent();
        }
        catch (RequestFailedException e) when (e.Status == NotFound)
        {
            return null;
        }
    }

    private EmailMessage Message(OutgoingMail mail)
    {
        var content = new EmailContent(mail.Letter.Subject) { Html = mail.Letter.Html, PlainText = mail.Letter.Text };
        var message = new EmailMessage(from, new EmailRecipients([new EmailAddress(mail.Recipient)]), content);
        foreach (var image in mail.Letter.Images)
        {
            message.Attachments.Add(
                new EmailAttachment(image.ContentId + ".png", "image/png", new BinaryData(image.Png))
                {
                    ContentId = image.ContentId,
                }
            );
        }

        return message;
    }
}
