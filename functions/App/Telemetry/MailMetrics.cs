using System.Diagnostics.Metrics;
using FlexFunctions.Storage;

namespace FlexFunctions.App;

/// <summary>Counts mails by outcome. A mail is counted once, when its outcome is stored in the outbox.</summary>
/// <param name="meters">Creates the meter.</param>
public sealed class MailMetrics(IMeterFactory meters)
{
    private readonly Counter<long> _mails = meters
        .Create(Instrumentation.Name)
        .CreateCounter<long>("flex.mails", "{mail}", "Mails by outcome: sent, refused or given_up.");

    /// <summary>Counts a mail if it has its final outcome.</summary>
    internal void Count(OutboxMail mail)
    {
        var outcome = mail.Status switch
        {
            MailStatus.Sent => "sent",
            MailStatus.Refused => "refused",
            MailStatus.GivenUp => "given_up",
            _ => null,
        };
        if (outcome is not null)
        {
            _mails.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
        }
    }
}
