namespace FlexFunctions.App;

/// <summary>The outcome of an attempt to send a mail.</summary>
public abstract record SendOutcome
{
    private SendOutcome() { }

    /// <summary>The mail server accepted the mail.</summary>
    public sealed record Sent : SendOutcome;

    /// <summary>The mail server permanently refused this mail to this address.</summary>
    /// <param name="Reason">The server's message, for people.</param>
    public sealed record Refused(string Reason) : SendOutcome;

    /// <summary>The mail server did not accept the mail now; a later attempt may succeed.</summary>
    /// <param name="Reason">The server's message, for people.</param>
    /// <param name="ServerIsDown">True if the server would not accept any other mail now either.</param>
    public sealed record NotNow(string Reason, bool ServerIsDown) : SendOutcome;

    /// <summary>Unknown: the server's answer was lost. A new attempt has the same Message-ID and operation id.</summary>
    /// <param name="Reason">What happened, for people.</param>
    public sealed record Unsure(string Reason) : SendOutcome;
}
