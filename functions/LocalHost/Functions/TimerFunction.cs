using System.Reflection;

namespace FlexFunctions.LocalHost;

/// <summary>A function with a timer trigger.</summary>
/// <param name="name">The function's name.</param>
/// <param name="method">The method.</param>
/// <param name="schedule">The schedule.</param>
/// <param name="useMonitor">Whether the last run is stored across restarts.</param>
/// <param name="runOnStartup">Whether the function also runs when the host starts.</param>
public sealed class TimerFunction(
    string name,
    MethodInfo method,
    TimerSchedule schedule,
    bool useMonitor,
    bool runOnStartup
) : FunctionMethod(name, method)
{
    /// <summary>The schedule.</summary>
    public TimerSchedule Schedule => schedule;

    /// <summary>Whether the last run is stored across restarts.</summary>
    public bool UseMonitor => useMonitor;

    /// <summary>Whether the function also runs when the host starts.</summary>
    public bool RunOnStartup => runOnStartup;
}
