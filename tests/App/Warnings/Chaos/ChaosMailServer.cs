namespace FlexFunctions.App.Tests;

/// <summary>A server that takes every mail, also of processes that end before they hear so.</summary>
/// <param name="remembers">True if it can be asked later what became of an operation, as Azure can and SMTP can not.</param>
internal sealed class ChaosMailServer(bool remembers)
{
    private readonly List<OutgoingMail> _accepted = [];

    public IReadOnlyList<OutgoingMail> Accepted => _accepted;

    public bool Remembers => remembers;

    /// <summary>How many mails came again.</summary>
    public int Doubles => _accepted.Count - _accepted.DistinctBy(mail => mail.OperationId).Count();

    /// <summary>Has an instance, which ends at a point, send to it.</summary>
    public void Connect(RecordingSender sender, CrashPoint crash)
    {
        sender.Answer = mail =>
        {
            var step = crash.Begin(isChange: true);
            _accepted.Add(mail);
            crash.End(step);
            return new SendOutcome.Sent();
        };
        sender.Known = mail =>
        {
            var step = crash.Begin();
            var isKnown = remembers && _accepted.Exists(known => known.OperationId == mail.OperationId);
            crash.End(step);
            return isKnown ? new SendOutcome.Sent() : null;
        };
    }
}
