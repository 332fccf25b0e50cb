namespace FlexFunctions.App.Tests;

/// <summary>A server that accepts every mail, even from an instance that crashes before it gets the answer.</summary>
/// <param name="remembers">True if the outcome of an operation can be looked up later, as in Azure but not in SMTP.</param>
internal sealed class ChaosMailServer(bool remembers)
{
    private readonly List<OutgoingMail> _accepted = [];

    public IReadOnlyList<OutgoingMail> Accepted => _accepted;

    public bool Remembers => remembers;

    /// <summary>The number of mails that were sent again.</summary>
    public int Doubles => _accepted.Count - _accepted.DistinctBy(mail => mail.OperationId).Count();

    /// <summary>Connects an instance, which crashes at a point, to this server.</summary>
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
