namespace FlexFunctions.App;

/// <summary>What became of sending a mail.</summary>
public abstract record SendOutcome
{
    private SendOutcome() { }

    /// <summary>The next server took it; it is on its way.</summary>
    public sealed record Sent : SendOutcome;

    /// <summary>It was refused for good: this address will not take this mail.</summary>
    /// <param name="Reason">What the server said, for people.</param>
    public sealed record Refused(string Reason) : SendOutcome;

    /// <summary>It was not taken; later it may be.</summary>
    /// <param name="Reason">What the server said, for people.</param>
    /// <param name="ServerIsDown">True if no other mail would be taken now either.</param>
    public sealed record NotNow(string Reason, bool ServerIsDown) : SendOutcome;

    /// <summary>Nobody knows: the answer was lost. Sent again, it bears the same Message-ID and operation id.</summary>
    /// <param name="Reason">What happened, for people.</param>
    public sealed record Unsure(string Reason) : SendOutcome;
}
