namespace FlexFunctions.App;

/// <summary>The port to a mail service. An adapter sends mails and looks up their outcome, and decides nothing.</summary>
public interface IMailSender
{
    /// <summary>Makes one attempt to send a mail. A failure of the mail or of the server is an outcome, not an exception.</summary>
    Task<SendOutcome> SendAsync(OutgoingMail mail, CancellationToken cancellationToken);

    /// <summary>Looks up the outcome of an earlier attempt to send a mail; null if the service does not know the mail.</summary>
    Task<SendOutcome?> AskAsync(OutgoingMail mail, CancellationToken cancellationToken);
}
