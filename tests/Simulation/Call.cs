using FlexFunctions.Simulation.Audit;

namespace FlexFunctions.Simulation;

/// <summary>The context of a store call: its operation, and the time that the instance's clock showed at the decision.</summary>
internal sealed record Call(SimulatedOperation Operation, DateTimeOffset DecidedAt)
{
    private static readonly AsyncLocal<SimulatedOperation?> s_current = new();

    /// <summary>The context of the current call.</summary>
    public static Call Current =>
        new(
            s_current.Value ?? throw new InvalidOperationException("The call belongs to no operation."),
            InstanceClock.LastRead
        );

    /// <summary>Attributes later store calls to an operation.</summary>
    public static void For(SimulatedOperation operation) => s_current.Value = operation;
}
