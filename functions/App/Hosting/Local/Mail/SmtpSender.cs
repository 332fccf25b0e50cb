using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace FlexFunctions.App.Hosting.Local;

/// <summary>Sends mails through an SMTP server, encrypted if it offers that; a connection for each mail.</summary>
/// <param name="server"><c>smtp://HOST:PORT</c> or <c>smtps://HOST:PORT</c>.</param>
/// <param name="user">As whom to log on; null: not at all.</param>
/// <param name="password">The user's.</param>
/// <param name="from">The address that mails are from.</param>
/// <param name="time">The clock.</param>
internal sealed class SmtpSender(Uri server, string? user, string? password, MailboxAddress from, TimeProvider time)
    : IMailSender
{
    private const int TimeoutMilliseconds = 30_000;

    /// <inheritdoc/>
    public async Task<SendOutcome> SendAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        using var client = new SmtpClient { Timeout = TimeoutMilliseconds };
        try
        {
            await client.ConnectAsync(server.Host, server.Port, Security, cancellationToken);
            if (user is not null)
            {
                await client.AuthenticateAsync(user, password ?? "", cancellationToken);
            }
        }
        catch (Exception e)
            when (IsOfTheServer(e) || e is AuthenticationException or SslHandshakeException or SmtpCommandException)
        {
            return new SendOutcome.NotNow(e.Message, ServerIsDown: true);
        }

        var progress = new WholeMessage();
        try
        {
            await client.SendAsync(MimeLetter.Of(mail, from, time.GetUtcNow()), cancellationToken, progress);
        }
        catch (SmtpCommandException e)
        {
            return (int)e.StatusCode >= 500
                ? new SendOutcome.Refused(e.Message)
                : new SendOutcome.NotNow(e.Message, ServerIsDown: false);
        }
        catch (Exception e) when (IsOfTheServer(e))
        {
            // Once all of it was written, the server may have taken it although its answer was lost.
            return progress.IsWritten
                ? new SendOutcome.Unsure(e.Message)
                : new SendOutcome.NotNow(e.Message, ServerIsDown: false);
        }

        await QuitAsync(client, cancellationToken);
        return new SendOutcome.Sent();
    }

    /// <summary>SMTP can not be asked what became of a mail.</summary>
    public Task<SendOutcome?> AskAsync(OutgoingMail mail, CancellationToken cancellationToken) =>
        Task.FromResult<SendOutcome?>(null);

    private SecureSocketOptions Security =>
        server.Scheme == "smtps" ? SecureSocketOptions.SslOnConnect
        // A password is never sent in the clear, but to this machine.
        : user is not null && !server.IsLoopback ? SecureSocketOptions.StartTls
        : SecureSocketOptions.StartTlsWhenAvailable;

    private static bool IsOfTheServer(Exception e) =>
        e
            is IOException
                or SocketException
                or SmtpProtocolException
                or ServiceNotConnectedException
                or TimeoutException;

    /// <summary>The mail is taken; that the goodbye fails changes nothing.</summary>
    private static async Task QuitAsync(SmtpClient client, CancellationToken cancellationToken)
    {
        try
        {
            await client.DisconnectAsync(quit: true, cancellationToken);
        }
        catch (Exception e) when (IsOfTheServer(e))
        {
            client.Dispose();
        }
    }

    /// <summary>Knows whether all of a message was written.</summary>
    private sealed class WholeMessage : ITransferProgress
    {
        public bool IsWritten { get; private set; }

        public void Report(long bytesTransferred, long totalSize) => IsWritten = bytesTransferred >= totalSize;

        public void Report(long bytesTransferred) { }
    }
}
