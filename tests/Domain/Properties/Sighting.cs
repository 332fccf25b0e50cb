namespace FlexFunctions.Domain.Tests.Properties;

/// <summary>A sign of a user's life as properties generate it, with the instants of intake and decision.</summary>
public sealed record Sighting(
    string User,
    string Product,
    string Session,
    Model.SlowKind Kind,
    DateTimeOffset Time,
    DateTimeOffset TakenIn,
    DateTimeOffset Now
)
{
    public string Team { get; init; } = "design";

    public Model.SlowSign Sign => new(Kind, Session, Time);

    /// <summary>The same as an event of the product; ids count up, for they do not matter (R4).</summary>
    public SignEvent AsEvent(int id) =>
        new(
            new EventRef("/properties", $"e{id}"),
            UserId.Of(User),
            ProductId.Of(Product),
            new SignOfLife(KindOf(Kind), SessionId.Of(Session), Time),
            TakenIn
        );

    private static SignKinds KindOf(Model.SlowKind kind) =>
        kind switch
        {
            Model.SlowKind.Opened => SignKinds.Opened,
            Model.SlowKind.Heartbeat => SignKinds.Heartbeat,
            Model.SlowKind.Closed => SignKinds.Closed,
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
}
