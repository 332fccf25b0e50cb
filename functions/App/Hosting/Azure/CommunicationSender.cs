using System.Net;
using Azure;
using Azure.Communication.Email;
using Azure.Identity;
using Microsoft.Extensions.Configuration;

namespace FlexFunctions.App.Hosting.Azure;

/// <summary>Sends mail through Azure Communication Services.</summary>
/// <param name="client">The client; it must not retry.</param>
/// <param name="from">The sender's address; its domain belongs to the resource.</param>
internal sealed class CommunicationSender(EmailClient client, string from) : IMailSender
{
    private const string Png = "image/png";

    /// <summary>Creates a sender for the configured resource with the app's managed identity.</summary>
    /// <exception cref="InvalidDataException">A setting is missing or invalid; the message names it.</exception>
    public static CommunicationSender Of(IConfiguration settings)
    {
        var from = AppSettings.Required(settings, AppSettings.MailFrom);
        var endpoint = AppSettings.Required(settings, AppSettings.MailEndpoint);
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttps)
        {
            throw new InvalidDataException($"Setting {AppSettings.MailEndpoint} must be an https address.");
        }

        // The outbox decides about retries: it first queries the status of a mail.
        var options = new EmailClientOptions { Retry = { MaxRetries = 0 } };
        return new CommunicationSender(new EmailClient(address, new DefaultAzureCredential(), options), from);
    }

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
            return Outcome(e);
        }
        catch (AuthenticationFailedException e)
        {
            return new SendOutcome.NotNow(e.Message, ServerIsDown: true);
        }
    }

    /// <inheritdoc/>
    public async Task<SendOutcome?> AskAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        var operation = new EmailSendOperation(mail.OperationId.ToString(), client);
        try
        {
            await operation.UpdateStatusAsync(cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == (int)HttpStatusCode.NotFound)
        {
            return null;
        }
        catch (RequestFailedException e)
        {
            // A failed operation throws too; a failed query leaves the status unknown.
            return operation.HasCompleted ? new SendOutcome.Refused(e.Message) : new SendOutcome.Unsure(e.Message);
        }
        catch (AuthenticationFailedException e)
        {
            return new SendOutcome.Unsure(e.Message);
        }

        return operation.HasCompleted && operation.HasValue && IsLost(operation.Value.Status)
            ? new SendOutcome.Refused($"The mail ended as {operation.Value.Status}.")
            : new SendOutcome.Sent();
    }

    private static bool IsLost(EmailSendStatus status) =>
        status.Equals(EmailSendStatus.Failed) || status.Equals(EmailSendStatus.Canceled);

    private EmailMessage Message(OutgoingMail mail)
    {
        var message = new EmailMessage(
            from,
            new EmailRecipients([new EmailAddress(mail.Recipient)]),
            new EmailContent(mail.Letter.Subject) { Html = mail.Letter.Html, PlainText = mail.Letter.Text }
        )
        {
            // Tracking would add images and links to the mail.
            UserEngagementTrackingDisabled = true,
        };
        foreach (var image in mail.Letter.Images)
        {
            message.Attachments.Add(
                new EmailAttachment(image.ContentId + ".png", Png, BinaryData.FromBytes(image.Png))
                {
                    ContentId = image.ContentId,
                }
            );
        }

        return message;
    }

    private static SendOutcome Outcome(RequestFailedException e) =>
        e.Status switch
        {
            // The mail is invalid: its address or its size.
            (int)HttpStatusCode.BadRequest or (int)HttpStatusCode.RequestEntityTooLarge => new SendOutcome.Refused(
                e.Message
            ),
            // The service may have accepted the mail, so its status must be queried.
            0 when !NeverConnected(e) => new SendOutcome.Unsure(e.Message),
            (int)HttpStatusCode.RequestTimeout
            or (int)HttpStatusCode.Conflict
            or (int)HttpStatusCode.InternalServerError
            or (int)HttpStatusCode.BadGateway
            or (int)HttpStatusCode.GatewayTimeout => new SendOutcome.Unsure(e.Message),
            // Throttling, or an error of the resource, its domain or our role, affects every mail.
            _ => new SendOutcome.NotNow(e.Message, ServerIsDown: true),
        };

    private static bool NeverConnected(RequestFailedException e) =>
        e.InnerException
            is HttpRequestException
            {
                HttpRequestError: HttpRequestError.ConnectionError
                    or HttpRequestError.NameResolutionError
                    or HttpRequestError.SecureConnectionError
            };
}
