namespace FlexFunctions.App;

/// <summary>How many mails whoever carries them takes; what is over that waits.</summary>
/// <param name="PerMinute">In a minute, at least one.</param>
/// <param name="PerHour">In an hour, at least one.</param>
public sealed record MailQuota(int PerMinute, int PerHour)
{
    /// <summary>What Azure takes from a domain of one's own, before one asks for more.</summary>
    public static readonly MailQuota Default = new(PerMinute: 30, PerHour: 100);
}
