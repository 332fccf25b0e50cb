using System.Reflection;

namespace FlexFunctions.LocalHost;

/// <summary>A function that runs by the clock.</summary>
public sealed class TimerFunction : FunctionMethod
{
    internal TimerFunction(string name, MethodInfo method, TimerSchedule schedule, bool useMonitor, bool runOnStartup)
        : base(name, method)
    {
        Schedule = schedule;
        UseMonitor = useMonitor;
        RunOnStartup = runOnStartup;
    }

    /// <summary>When it runs.</summary>
    public TimerSchedule Schedule { get; }

    /// <summary>Whether its last run is remembered across restarts.</summary>
    public bool UseMonitor { get; }

    /// <summary>Whether it also runs when the host starts.</summary>
    public bool RunOnStartup { get; }
}
