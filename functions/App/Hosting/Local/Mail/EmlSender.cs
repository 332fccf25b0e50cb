using MimeKit;

namespace FlexFunctions.App.Hosting.Local;

/// <summary>Writes mails into files that mail clients open; a mail is one file, however often it is sent.</summary>
/// <param name="folder">Where to; made if it is not there.</param>
/// <param name="from">The address that mails are from.</param>
/// <param name="time">The clock.</param>
internal sealed class EmlSender(string folder, MailboxAddress from, TimeProvider time) : IMailSender
{
    /// <inheritdoc/>
    public async Task<SendOutcome> SendAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(folder);
            var unfinished = FileOf(mail) + ".tmp";
            await MimeLetter.Of(mail, from, time.GetUtcNow()).WriteToAsync(unfinished, cancellationToken);
            File.Move(unfinished, FileOf(mail), overwrite: true);
            return new SendOutcome.Sent();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new SendOutcome.NotNow(e.Message, ServerIsDown: true);
        }
    }

    /// <inheritdoc/>
    public Task<SendOutcome?> AskAsync(OutgoingMail mail, CancellationToken cancellationToken) =>
        Task.FromResult<SendOutcome?>(File.Exists(FileOf(mail)) ? new SendOutcome.Sent() : null);

    private string FileOf(OutgoingMail mail) => Path.Combine(folder, mail.MessageId + ".eml");
}
