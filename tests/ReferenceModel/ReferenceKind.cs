namespace FlexFunctions.ReferenceModel;

/// <summary>What a product said of a session.</summary>
public enum ReferenceKind
{
    Opened,
    Heartbeat,
    Closed,
}
