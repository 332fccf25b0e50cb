using FlexFunctions.App.Hosting.Local.Simulation.Audit;

namespace FlexFunctions.App.Hosting.Local.Simulation;

/// <summary>Who calls the store: what it is done for, and what the clock said when it was decided.</summary>
internal sealed record Call(Deed Deed, DateTimeOffset DecidedAt)
{
    private static readonly AsyncLocal<Deed?> s_deed = new();

    /// <summary>Whoever calls now.</summary>
    public static Call Current =>
        new(s_deed.Value ?? throw new InvalidOperationException("For nothing."), InstanceClock.LastRead);

    /// <summary>From here on, what is called is called for this.</summary>
    public static void For(Deed deed) => s_deed.Value = deed;
}
