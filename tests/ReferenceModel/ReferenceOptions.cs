namespace FlexFunctions.ReferenceModel;

/// <summary>The settings of a meter: SessionTimeout and Lateness (R3, R5).</summary>
public sealed record ReferenceOptions(TimeSpan Timeout, TimeSpan Lateness)
{
    public static readonly TimeSpan Day = TimeSpan.FromHours(24);
    public static readonly TimeSpan Future = TimeSpan.FromMinutes(5);
}

/// <summary>The conditions under which an event is decided.</summary>
/// <param name="Options">The settings.</param>
/// <param name="Rate">The price of a window of a product that starts at an instant; null without a rate (R6).</param>
/// <param name="Product">The product of the meter.</param>
/// <param name="Denial">Why policy or an invoice denies use of the product; null if they allow it (R9).</param>
/// <param name="Now">The instant at which grants expire (R12).</param>
public sealed record ReferenceConditions(
    ReferenceOptions Options,
    Func<string, DateTimeOffset, long?> Rate,
    string Product,
    ReferenceOutcome? Denial,
    DateTimeOffset Now
);
