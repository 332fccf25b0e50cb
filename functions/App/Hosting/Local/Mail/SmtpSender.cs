using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace FlexFunctions.App.Hosting.Local;

/// <summary>Sends mail to an SMTP server, each over a connection of its own.</summary>
/// <param name="server">The server.</param>
/// <param name="time">The clock, for the mails' dates.</param>
internal sealed class SmtpSender(SmtpServer server, TimeProvider time) : IMailSender
{
    /// <inheritdoc/>
    public async Task<SendOutcome> SendAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        if (MimeLetter.Address(mail.Recipient) is not { } recipient)
        {
            return new SendOutcome.Refused($"'{mail.Recipient}' is no mail address.");
        }

        using var progress = new SmtpProgress();
        using var client = new SmtpClient(progress) { Timeout = (int)server.Patience.TotalMilliseconds };
        if (server.Trusts is { } trusts)
        {
            client.ServerCertificateValidationCallback = trusts;
        }

        try
        {
            await OpenAsync(client, cancellationToken);
        }
        catch (Exception e) when (IsServers(e))
        {
            // Whatever it is, it is not this mail's fault.
            return new SendOutcome.NotNow(e.Message, ServerIsDown: true);
        }

        try
        {
            var message = MimeLetter.Of(mail, server.From, recipient, time.GetUtcNow());
            await client.SendAsync(message, cancellationToken);
        }
        catch (SmtpCommandException e)
        {
            return Answered(e);
        }
        catch (NotSupportedException e)
        {
            return new SendOutcome.Refused(e.Message);
        }
        catch (Exception e) when (IsServers(e) || (e is OperationCanceledException && progress.IsAllSent))
        {
            return progress.IsAllSent
                ? new SendOutcome.Unsure(e.Message)
                : new SendOutcome.NotNow(e.Message, ServerIsDown: !progress.IsBegun);
        }

        await CloseAsync(client, cancellationToken);
        return new SendOutcome.Sent();
    }

    /// <inheritdoc/>
    /// <remarks>Nobody can ask an SMTP server.</remarks>
    public Task<SendOutcome?> AskAsync(OutgoingMail mail, CancellationToken cancellationToken) =>
        Task.FromResult<SendOutcome?>(null);

    private async Task OpenAsync(SmtpClient client, CancellationToken cancellationToken)
    {
        var security =
            server.IsEncrypted ? SecureSocketOptions.SslOnConnect
            : server.DemandsEncryption ? SecureSocketOptions.StartTls
            : SecureSocketOptions.StartTlsWhenAvailable;
        await client.ConnectAsync(server.Address.IdnHost, server.Port, security, cancellationToken);
        if (server.Login is var (user, password))
        {
            await client.AuthenticateAsync(user, password, cancellationToken);
        }

        // One command at a time, and the mail ended by a dot: else nobody can say how far it came.
        client.Capabilities &= ~(SmtpCapabilities.Pipelining | SmtpCapabilities.Chunking);
    }

    /// <summary>The mail is taken; what goes wrong when saying goodbye changes nothing.</summary>
    private static async Task CloseAsync(SmtpClient client, CancellationToken cancellationToken)
    {
        try
        {
            await client.DisconnectAsync(quit: true, cancellationToken);
        }
        catch (Exception e) when (IsServers(e) || e is OperationCanceledException) { }
    }

    /// <summary>What an answer to one of a mail's commands means (RFC 5321, 4.2.1).</summary>
    private static SendOutcome Answered(SmtpCommandException answer)
    {
        var reason = $"{(int)answer.StatusCode} {answer.Message}";
        return answer.StatusCode switch
        {
            // It closes, or takes nothing from us at all: no other mail would fare better.
            SmtpStatusCode.ServiceNotAvailable
            or SmtpStatusCode.AuthenticationRequired
            or SmtpStatusCode.AuthenticationMechanismTooWeak
            or SmtpStatusCode.EncryptionRequiredForAuthenticationMechanism
            or SmtpStatusCode.AuthenticationInvalidCredentials => new SendOutcome.NotNow(reason, ServerIsDown: true),
            >= (SmtpStatusCode)500 => new SendOutcome.Refused(reason),
            _ => new SendOutcome.NotNow(reason, ServerIsDown: false),
        };
    }

    private static bool IsServers(Exception e) =>
        e
            is SocketException
                or IOException
                or TimeoutException
                or ProtocolException
                or CommandException
                or ServiceNotConnectedException
                or ServiceNotAuthenticatedException
                or MailKit.Security.AuthenticationException
                or System.Security.Authentication.AuthenticationException
                or SslHandshakeException
                or NotSupportedException;
}
