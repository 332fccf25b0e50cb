namespace FlexFunctions.Domain.Tests.Model;

/// <summary>SessionTimeout and Lateness (R3, R5).</summary>
public sealed record SlowTerms(TimeSpan Timeout, TimeSpan Lateness)
{
    public static readonly TimeSpan Day = TimeSpan.FromHours(24);
    public static readonly TimeSpan Future = TimeSpan.FromMinutes(5);
}
