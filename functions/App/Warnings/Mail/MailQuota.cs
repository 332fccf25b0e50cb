namespace FlexFunctions.App;

/// <summary>The number of mails that may be sent. Mails beyond it wait in the outbox.</summary>
/// <param name="PerMinute">Mails per minute, at least one.</param>
/// <param name="PerHour">Mails per hour, at least one.</param>
public sealed record MailQuota(int PerMinute, int PerHour)
{
    /// <summary>The initial quota of a custom domain in Azure Communication Services.</summary>
    public static readonly MailQuota Default = new(PerMinute: 30, PerHour: 100);
}
