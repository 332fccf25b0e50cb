namespace FlexFunctions.App.Hosting.Local;

/// <summary>Accepts every mail and sends none: a replay checks only which mails were decided.</summary>
internal sealed class AcceptingSender : IMailSender
{
    /// <inheritdoc/>
    public Task<SendOutcome> SendAsync(OutgoingMail mail, CancellationToken cancellationToken) =>
        Task.FromResult<SendOutcome>(new SendOutcome.Sent());

    /// <inheritdoc/>
    public Task<SendOutcome?> AskAsync(OutgoingMail mail, CancellationToken cancellationToken) =>
        Task.FromResult<SendOutcome?>(null);
}
