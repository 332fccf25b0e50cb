using System.Diagnostics.Metrics;
using FlexFunctions.Storage;

namespace FlexFunctions.App;

/// <summary>Counts mails by how they ended, each once: when its end is in the outbox.</summary>
/// <param name="meters">Makes the meter.</param>
public sealed class MailMetrics(IMeterFactory meters)
{
    private readonly Counter<long> _mails = meters
        .Create(Instrumentation.Name)
        .CreateCounter<long>("flex.mails", "{mail}", "Mails by how they ended: sent, refused or given_up.");

    /// <summary>Counts a mail that is settled; one that still waits is not counted.</summary>
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
