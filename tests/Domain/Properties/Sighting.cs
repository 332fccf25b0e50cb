namespace FlexFunctions.Domain.Tests.Properties;

/// <summary>A signal of a user's life as properties generate it, with the instants of intake and decision.</summary>
public sealed record Sighting(
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

    /// <summary>The same as an event of the product; ids count up, for they do not matter (R4).</summary>
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
