namespace FlexFunctions.App;

/// <summary>How many mails may be sent, over all instances; the rest waits.</summary>
/// <param name="PerMinute">At least 1.</param>
/// <param name="PerHour">At least 1.</param>
public sealed record MailQuota(int PerMinute, int PerHour)
{
    /// <summary>What Azure allows on a custom domain unless asked for more: 30 a minute, 100 an hour.</summary>
    public static readonly MailQuota Default = new(30, 100);
}
