namespace FlexFunctions.Domain.Tests.Model;

/// <summary>A sign of life; equal kind, session and time are one sign (R4).</summary>
public readonly record struct SlowSign(SlowKind Kind, string Session, DateTimeOffset Time)
{
    public bool ProvesUse => Kind is SlowKind.Opened or SlowKind.Heartbeat;
}
