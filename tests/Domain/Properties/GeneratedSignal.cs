namespace FlexFunctions.Domain.Tests.Properties;

/// <summary>A generated usage signal with its enqueued time and the time of its decision.</summary>
public sealed record GeneratedSignal(
    string User,
    string Product,
    string Session,
    ReferenceModel.ReferenceKind Kind,
    DateTimeOffset Time,
    DateTimeOffset EnqueuedAt,
    DateTimeOffset Now
)
{
    public string Team { get; init; } = "design";

    public ReferenceModel.ReferenceSignal Signal => new(Kind, Session, Time);

    /// <summary>Returns the signal as an event of the product. Event ids do not affect charges (R4).</summary>
    public UsageSignalEvent AsEvent(int id) =>
        new(
            new EventRef("/properties", $"e{id}"),
            UserId.Of(User),
            ProductId.Of(Product),
            new UsageSignal(KindOf(Kind), SessionId.Of(Session), Time),
            EnqueuedAt
        );

    private static SignalKinds KindOf(ReferenceModel.ReferenceKind kind) =>
        kind switch
        {
            ReferenceModel.ReferenceKind.Opened => SignalKinds.Opened,
            ReferenceModel.ReferenceKind.Heartbeat => SignalKinds.Heartbeat,
            ReferenceModel.ReferenceKind.Closed => SignalKinds.Closed,
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
}
