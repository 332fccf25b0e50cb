namespace FlexFunctions.Storage;

/// <summary>The row of an answer to a call with an idempotency key.</summary>
internal sealed class AnswerFormat : RowFormat<StoredAnswer>
{
    public static readonly AnswerFormat Instance = new();

    protected override void Write(StoredAnswer value, Dictionary<string, object> properties)
    {
        properties["Request"] = value.Request;
        properties["Status"] = (long)value.Status;
        LongText.Write(properties, "Body", value.Body);
    }

    protected override StoredAnswer Read(IReadOnlyDictionary<string, object> properties, long version) =>
        new((string)properties["Request"], checked((int)(long)properties["Status"]), LongText.Read(properties, "Body"));
}
