namespace FlexFunctions.Storage;

/// <summary>The row of a mail of the outbox.</summary>
internal sealed class MailFormat : RowFormat<OutboxMail>
{
    public static readonly MailFormat Instance = new();

    protected override void Write(OutboxMail value, Dictionary<string, object> properties)
    {
        properties["Mail"] = value.Key;
        properties["OperationId"] = value.OperationId.ToString("D");
        properties["Recipient"] = value.Recipient;
        properties["Letter"] = value.Letter;
        LongText.Write(properties, "Intents", string.Join(' ', value.Intents));
        properties["DecidedAt"] = Instant.Write(value.DecidedAt);
        properties["Status"] = value.Status.ToString();
        properties["Since"] = Instant.Write(value.Since);
        properties["Attempts"] = (long)value.Attempts;
        if (value.Reason is not null)
        {
            LongText.Write(properties, "Reason", value.Reason);
        }
    }

    protected override OutboxMail Read(IReadOnlyDictionary<string, object> properties, long version) =>
        new(
            (string)properties["Mail"],
            Guid.ParseExact((string)properties["OperationId"], "D"),
            (string)properties["Recipient"],
            (string)properties["Letter"],
            [.. LongText.Read(properties, "Intents").Split(' ', StringSplitOptions.RemoveEmptyEntries)],
            Instant.Read((string)properties["DecidedAt"]),
            Named.Read<MailStatus>(properties["Status"]),
            Instant.Read((string)properties["Since"]),
            checked((int)(long)properties["Attempts"]),
            properties.ContainsKey("Reason") ? LongText.Read(properties, "Reason") : null
        );
}
