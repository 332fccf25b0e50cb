namespace FlexFunctions.App.Tests;

/// <summary>Keeps what it was to send, and answers as it is told; unless told, that it is sent.</summary>
internal sealed class RecordingSender : IMailSender
{
    private readonly List<OutgoingMail> _mails = [];

    /// <summary>What it answers to a mail.</summary>
    public Func<OutgoingMail, SendOutcome> Answer { get; set; } = _ => new SendOutcome.Sent();

    /// <summary>What it answers to whoever asks what became of a mail.</summary>
    public Func<OutgoingMail, SendOutcome?> Known { get; set; } = _ => null;

    /// <summary>All that was to be sent, in order.</summary>
    public IReadOnlyList<OutgoingMail> Mails => _mails;

    public Task<SendOutcome> SendAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        _mails.Add(mail);
        return Task.FromResult(Answer(mail));
    }

    public Task<SendOutcome?> AskAsync(OutgoingMail mail, CancellationToken cancellationToken) =>
        Task.FromResult(Known(mail));
}
