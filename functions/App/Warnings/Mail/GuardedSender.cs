namespace FlexFunctions.App;

/// <summary>
/// A mail sender that never throws. A sender reports failures as outcomes, so an exception is a bug of the sender; after it,
/// it is unknown whether the mail was sent.
/// </summary>
/// <param name="sender">The mail sender.</param>
/// <param name="failed">Called with each exception.</param>
internal sealed class GuardedSender(IMailSender sender, Action<Exception> failed) : IMailSender
{
    public async Task<SendOutcome> SendAsync(OutgoingMail mail, CancellationToken cancellationToken) =>
        (await GuardAsync(async () => await sender.SendAsync(mail, cancellationToken), cancellationToken))!;

    public Task<SendOutcome?> AskAsync(OutgoingMail mail, CancellationToken cancellationToken) =>
        GuardAsync(() => sender.AskAsync(mail, cancellationToken), cancellationToken);

    private async Task<SendOutcome?> GuardAsync(Func<Task<SendOutcome?>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call();
        }
#pragma warning disable CA1031 // whatever the bug is, it must not hold up other mails
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            failed(e);
            return new SendOutcome.Unsure($"The mail sender failed ({e.GetType().Name}).");
        }
    }
}
