namespace FlexFunctions.Storage;

/// <summary>What became of a mail of the outbox.</summary>
public enum MailStatus
{
    /// <summary>It waits to be sent.</summary>
    Waiting,

    /// <summary>It is being sent; if whoever does it is gone, nobody knows how far that went.</summary>
    Sending,

    /// <summary>It was sent.</summary>
    Sent,

    /// <summary>It was refused for good.</summary>
    Refused,

    /// <summary>It could not be sent for days, and is not tried again.</summary>
    GivenUp,
}
