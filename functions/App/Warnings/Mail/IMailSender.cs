namespace FlexFunctions.App;

/// <summary>The boundary to whatever carries mail. An adapter only sends and asks; what to send is decided elsewhere.</summary>
public interface IMailSender
{
    /// <summary>Sends a mail once. What goes wrong with the mail or the server is an outcome, not an exception.</summary>
    Task<SendOutcome> SendAsync(OutgoingMail mail, CancellationToken cancellationToken);

    /// <summary>What became of a mail whose sending was begun before; null if nothing is known of it.</summary>
    Task<SendOutcome?> AskAsync(OutgoingMail mail, CancellationToken cancellationToken);
}
