using Azure.Core;

namespace Azure.Communication.Email;

// Only to compile against: nothing here sends anything.

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
        _ = (senderAddress, recipients, content);

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
    protected EmailSendOperation() { }

    public EmailSendOperation(string id, EmailClient client) => _ = (id, client);

    public override bool HasCompleted => throw new NotSupportedException();

    public override bool HasValue => throw new NotSupportedException();

    public override string Id => throw new NotSupportedException();

    public override EmailSendResult Value => throw new NotSupportedException();

    public override Response GetRawResponse() => throw new NotSupportedException();

    public override Response UpdateStatus(CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public override ValueTask<Response> UpdateStatusAsync(CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();
}

public class EmailSendResult
{
    internal EmailSendResult() { }

    public EmailSendStatus Status => throw new NotSupportedException();
}

/// <summary>Not an enum: values that the service may add later are values too.</summary>
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
