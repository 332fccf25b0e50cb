using System.Globalization;
using MimeKit;

namespace FlexFunctions.App.Hosting.Local;

/// <summary>Writes each mail to an .eml file. The same operation writes one file.</summary>
/// <param name="folder">The folder; created with the first mail.</param>
/// <param name="from">The sender.</param>
/// <param name="time">The clock for dates and file names.</param>
internal sealed class EmlSender(string folder, MailboxAddress from, TimeProvider time) : IMailSender
{
    /// <inheritdoc/>
    public async Task<SendOutcome> SendAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        if (MimeLetter.Address(mail.Recipient) is not { } recipient)
        {
            return new SendOutcome.Refused($"'{mail.Recipient}' is not a mail address.");
        }

        try
        {
            if (!Exists(mail))
            {
                await WriteAsync(mail, recipient, cancellationToken);
            }

            return new SendOutcome.Sent();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new SendOutcome.NotNow(e.Message, ServerIsDown: true);
        }
    }

    /// <inheritdoc/>
    public Task<SendOutcome?> AskAsync(OutgoingMail mail, CancellationToken cancellationToken) =>
        Task.FromResult<SendOutcome?>(Exists(mail) ? new SendOutcome.Sent() : null);

    private bool Exists(OutgoingMail mail) =>
        Directory.Exists(folder) && Directory.EnumerateFiles(folder, $"*-{mail.MessageId}.eml").Any();

    private async Task WriteAsync(OutgoingMail mail, MailboxAddress recipient, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var now = time.GetUtcNow();
        var stamp = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        // Renamed when it is complete and on disk, so that no reader sees a partial mail.
        var unfinished = Path.Combine(folder, $".{mail.MessageId}.tmp");
        await using (var file = new FileStream(unfinished, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            await MimeLetter.Of(mail, from, recipient, now).WriteToAsync(file, cancellationToken);
            file.Flush(flushToDisk: true);
        }

        File.Move(unfinished, Path.Combine(folder, $"{stamp}-{mail.MessageId}.eml"), overwrite: true);
    }
}
