namespace FlexFunctions.Domain.Tests.Model;

/// <summary>What a product said of a session.</summary>
public enum SlowKind
{
    Opened,
    Heartbeat,
    Closed,
}
