namespace FlexFunctions.App.Tests;

/// <summary>A mail sender that records mails and returns configurable outcomes; by default, each mail is sent.</summary>
internal sealed class RecordingSender : IMailSender
{
    private readonly List<OutgoingMail> _mails = [];

    /// <summary>Returns the outcome of a mail.</summary>
    public Func<OutgoingMail, SendOutcome> Answer { get; set; } = _ => new SendOutcome.Sent();

    /// <summary>Returns the outcome of looking up an earlier mail.</summary>
    public Func<OutgoingMail, SendOutcome?> Known { get; set; } = _ => null;

    /// <summary>The recorded mails, in order.</summary>
    public IReadOnlyList<OutgoingMail> Mails => _mails;

    public Task<SendOutcome> SendAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        _mails.Add(mail);
        return Task.FromResult(Answer(mail));
    }

    public Task<SendOutcome?> AskAsync(OutgoingMail mail, CancellationToken cancellationToken) =>
        Task.FromResult(Known(mail));
}
