namespace Microsoft.Azure.Functions.Worker;

/// <summary>What is remembered of a monitored timer. Instants are UTC here.</summary>
public class ScheduleStatus
{
    /// <summary>When the function ran last; <c>default</c> if it never has.</summary>
    public DateTime Last { get; set; }

    /// <summary>
    /// The occurrence that was expected when this was recorded: while the function runs, the one it runs for.
    /// </summary>
    public DateTime Next { get; set; }

    /// <summary>When this was recorded; <c>default</c> if it never was.</summary>
    public DateTime LastUpdated { get; set; }
}
