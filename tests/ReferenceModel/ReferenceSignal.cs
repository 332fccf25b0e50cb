namespace FlexFunctions.ReferenceModel;

/// <summary>A usage signal; equal kind, session and time are one signal (R4).</summary>
public readonly record struct ReferenceSignal(ReferenceKind Kind, string Session, DateTimeOffset Time)
{
    public bool ProvesUse => Kind is ReferenceKind.Opened or ReferenceKind.Heartbeat;
}
