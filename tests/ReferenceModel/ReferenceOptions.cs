namespace FlexFunctions.ReferenceModel;

/// <summary>SessionTimeout and Lateness (R3, R5).</summary>
public sealed record ReferenceOptions(TimeSpan Timeout, TimeSpan Lateness)
{
    public static readonly TimeSpan Day = TimeSpan.FromHours(24);
    public static readonly TimeSpan Future = TimeSpan.FromMinutes(5);
}
