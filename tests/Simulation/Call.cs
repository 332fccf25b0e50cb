using FlexFunctions.Simulation.Audit;

namespace FlexFunctions.Simulation;

/// <summary>Who calls the store: what it is done for, and what the clock said when it was decided.</summary>
internal sealed record Call(SimulatedOperation SimulatedOperation, DateTimeOffset DecidedAt)
{
    private static readonly AsyncLocal<SimulatedOperation?> s_deed = new();

    /// <summary>Whoever calls now.</summary>
    public static Call Current =>
        new(s_deed.Value ?? throw new InvalidOperationException("For nothing."), InstanceClock.LastRead);

    /// <summary>From here on, what is called is called for this.</summary>
    public static void For(SimulatedOperation deed) => s_deed.Value = deed;
}
