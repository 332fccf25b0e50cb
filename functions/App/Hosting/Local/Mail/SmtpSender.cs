using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace FlexFunctions.App.Hosting.Local;

/// <summary>Sends mail to an SMTP server, over one connection per mail.</summary>
/// <param name="server">The server.</param>
/// <param name="time">The clock for the dates of mails.</param>
internal sealed class SmtpSender(SmtpServer server, TimeProvider time) : IMailSender
{
    /// <inheritdoc/>
    public async Task<SendOutcome> SendAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        if (MimeLetter.Address(mail.Recipient) is not { } recipient)
        {
            return new SendOutcome.Refused($"'{mail.Recipient}' is not a mail address.");
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
        catch (Exception e) when (IsServerError(e))
        {
            // This error is not caused by the mail.
            return new SendOutcome.NotNow(e.Message, ServerIsDown: true);
        }

        try
        {
            var message = MimeLetter.Of(mail, server.From, recipient, time.GetUtcNow());
            await client.SendAsync(message, cancellationToken);
        }
        catch (SmtpCommandException e)
        {
            return Outcome(e);
        }
        catch (NotSupportedException e)
        {
            return new SendOutcome.Refused(e.Message);
        }
        catch (Exception e) when (IsServerError(e) || (e is OperationCanceledException && progress.IsAllSent))
        {
            return progress.IsAllSent
                ? new SendOutcome.Unsure(e.Message)
                : new SendOutcome.NotNow(e.Message, ServerIsDown: !progress.IsBegun);
        }

        await CloseAsync(client, cancellationToken);
        return new SendOutcome.Sent();
    }

    /// <inheritdoc/>
    /// <remarks>An SMTP server cannot be queried.</remarks>
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

        // One command at a time, and mail data that ends with a dot, so that progress can be tracked.
        client.Capabilities &= ~(SmtpCapabilities.Pipelining | SmtpCapabilities.Chunking);
    }

    /// <summary>Closes the connection. The mail was accepted, so errors are ignored.</summary>
    private static async Task CloseAsync(SmtpClient client, CancellationToken cancellationToken)
    {
        try
        {
            await client.DisconnectAsync(quit: true, cancellationToken);
        }
        catch (Exception e) when (IsServerError(e) || e is OperationCanceledException) { }
    }

    /// <summary>Converts the response to a command of a mail (RFC 5321, 4.2.1).</summary>
    private static SendOutcome Outcome(SmtpCommandException answer)
    {
        var reason = $"{(int)answer.StatusCode} {answer.Message}";
        return answer.StatusCode switch
        {
            // The server closes or rejects us, so every other mail would fail too.
            SmtpStatusCode.ServiceNotAvailable
            or SmtpStatusCode.AuthenticationRequired
            or SmtpStatusCode.AuthenticationMechanismTooWeak
            or SmtpStatusCode.EncryptionRequiredForAuthenticationMechanism
            or SmtpStatusCode.AuthenticationInvalidCredentials => new SendOutcome.NotNow(reason, ServerIsDown: true),
            >= (SmtpStatusCode)500 => new SendOutcome.Refused(reason),
            _ => new SendOutcome.NotNow(reason, ServerIsDown: false),
        };
    }

    private static bool IsServerError(Exception e) =>
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
