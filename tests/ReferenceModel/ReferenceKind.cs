namespace FlexFunctions.ReferenceModel;

/// <summary>The kind of a usage signal.</summary>
public enum ReferenceKind
{
    Opened,
    Heartbeat,
    Closed,
}
