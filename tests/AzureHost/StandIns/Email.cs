using Azure.Core;

namespace Azure.Communication.Email;

// These types only compile; they send nothing.

public class EmailClient
{
    protected EmailClient() { }

    public EmailClient(Uri endpoint, TokenCredential credential, EmailClientOptions options = null!) =>
        _ = (endpoint, credential, options);

    public virtual Task<EmailSendOperation> SendAsync(
        WaitUntil wait,
        EmailMessage message,
        Guid operationId,
        CancellationToken cancellationToken = default
    ) => throw new NotSupportedException();
}

public class EmailClientOptions : ClientOptions;

public class EmailMessage
{
    public EmailMessage(string senderAddress, EmailRecipients recipients, EmailContent content) =>
        Made = (senderAddress, recipients, content);

    /// <summary>The constructor arguments, for tests.</summary>
    internal (string Sender, EmailRecipients Recipients, EmailContent Content) Made { get; }

    public IList<EmailAttachment> Attachments { get; } = [];

    public IDictionary<string, string> Headers { get; } = new Dictionary<string, string>();

    public IList<EmailAddress> ReplyTo { get; } = [];

    public bool? UserEngagementTrackingDisabled { get; set; }
}

public class EmailContent
{
    public EmailContent(string subject) => _ = subject;

    public string Html { get; set; } = null!;

    public string PlainText { get; set; } = null!;
}

public class EmailRecipients
{
    public EmailRecipients(IEnumerable<EmailAddress> to) => _ = to;
}

public readonly struct EmailAddress
{
    public EmailAddress(string address) => _ = address;

    public EmailAddress(string address, string displayName) => _ = (address, displayName);
}

public class EmailAttachment
{
    public EmailAttachment(string name, string contentType, BinaryData content) => _ = (name, contentType, content);

    public string ContentId { get; set; } = null!;
}

public class EmailSendOperation : Operation<EmailSendResult>
{
    private static readonly AsyncLocal<Func<string, EmailSendStatus>?> s_onAsk = new();

    private EmailSendStatus? _status;

    protected EmailSendOperation() { }

    public EmailSendOperation(string id, EmailClient client)
    {
        Id = id;
        _ = client;
    }

    /// <summary>The status that the service returns for an operation id in this async context, for tests.</summary>
    internal static Func<string, EmailSendStatus>? OnAsk
    {
        get => s_onAsk.Value;
        set => s_onAsk.Value = value;
    }

    public override bool HasCompleted => _status is { } status && !IsUnderWay(status);

    public override bool HasValue => _status == EmailSendStatus.Succeeded;

    public override string Id { get; } = "";

    public override EmailSendResult Value =>
        HasValue ? new EmailSendResult(_status!.Value) : throw new InvalidOperationException("It has no value yet.");

    public override Response GetRawResponse() => throw new NotSupportedException();

    public override Response UpdateStatus(CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    /// <summary>Like Azure.Core operations: a failed operation throws, a running one has no value.</summary>
    public override ValueTask<Response> UpdateStatusAsync(CancellationToken cancellationToken = default)
    {
        _status = (OnAsk ?? throw new NotSupportedException())(Id);
        return HasCompleted && !HasValue
            ? throw new RequestFailedException($"The operation ended as {_status}.")
            : ValueTask.FromResult<Response>(null!);
    }

    private static bool IsUnderWay(EmailSendStatus status) =>
        status == EmailSendStatus.NotStarted || status == EmailSendStatus.Running;
}

public class EmailSendResult
{
    internal EmailSendResult(EmailSendStatus status) => Status = status;

    public EmailSendStatus Status { get; }
}

/// <summary>Not an enum, because the service can add values.</summary>
public readonly struct EmailSendStatus : IEquatable<EmailSendStatus>
{
    private readonly string _value;

    public EmailSendStatus(string value) => _value = value;

    public static EmailSendStatus NotStarted => new("NotStarted");

    public static EmailSendStatus Running => new("Running");

    public static EmailSendStatus Succeeded => new("Succeeded");

    public static EmailSendStatus Failed => new("Failed");

    public static EmailSendStatus Canceled => new("Canceled");

    public static bool operator ==(EmailSendStatus left, EmailSendStatus right) => left.Equals(right);

    public static bool operator !=(EmailSendStatus left, EmailSendStatus right) => !left.Equals(right);

    public bool Equals(EmailSendStatus other) =>
        string.Equals(_value, other._value, StringComparison.OrdinalIgnoreCase);

    public override bool Equals(object? obj) => obj is EmailSendStatus other && Equals(other);

    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(_value ?? "");

    public override string ToString() => _value;
}
