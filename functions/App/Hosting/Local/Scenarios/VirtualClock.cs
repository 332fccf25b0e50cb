namespace FlexFunctions.App.Hosting.Local;

/// <summary>A clock that stands still until it is set forward.</summary>
internal sealed class VirtualClock(DateTimeOffset start) : TimeProvider
{
    private DateTimeOffset _now = start;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _now;

    /// <summary>Sets it forward; to an instant in its past, it stays.</summary>
    public void AdvanceTo(DateTimeOffset instant) => _now = instant > _now ? instant : _now;
}
