namespace FlexFunctions.Storage;

/// <summary>The status of a mail in the outbox.</summary>
public enum MailStatus
{
    /// <summary>It waits to be sent.</summary>
    Waiting,

    /// <summary>It is being sent. If that instance stops, it is unknown whether the mail was sent.</summary>
    Sending,

    /// <summary>It was sent.</summary>
    Sent,

    /// <summary>It was refused permanently.</summary>
    Refused,

    /// <summary>It could not be sent for days, and is not retried.</summary>
    GivenUp,
}
