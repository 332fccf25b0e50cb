namespace FlexFunctions.App.Hosting.Local;

/// <summary>A clock that only moves when it is set.</summary>
internal sealed class VirtualClock(DateTimeOffset start) : TimeProvider
{
    private DateTimeOffset _now = start;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _now;

    /// <summary>Moves the clock forward. An instant in the past changes nothing.</summary>
    public void AdvanceTo(DateTimeOffset instant) => _now = instant > _now ? instant : _now;
}
