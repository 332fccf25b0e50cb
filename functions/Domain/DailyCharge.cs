namespace FlexFunctions.Domain;

/// <summary>
/// <para><b>The daily charge.</b> Opening a product charges its daily rate for a window of 24 hours from that instant,
/// once per user and product, whatever versions, devices and sessions are used inside it (R1). Windows chain: if the
/// product is in use at the instant a window ends, the next window starts at exactly that instant; else it starts at
/// the next use (R2).</para>
/// <para>The vendor's example: AutoCAD costs 7 tokens. Priscilla uses it Monday 08:00–17:00 and Tuesday 07:00–17:00, and
/// then not again. She is charged 7 tokens at Monday 08:00 and 7 at <b>Tuesday 08:00</b>, 14 in all: on Tuesday at 07:00
/// the first window is still running, and at 08:00 it ends while she works.</para>
/// </summary>
public static class DailyCharge
{
    /// <summary>Returns where the charge windows of a meter start, given its proven use (R3).</summary>
    /// <param name="use">The intervals of use in the order of their starts; they may overlap.</param>
    /// <param name="next">The end of the last window before; no window starts earlier. Null if there was none.</param>
    /// <returns>The starts, ascending, at least 24 hours apart.</returns>
    /// <remarks>
    /// An interval that ends exactly where a window ends starts no new window, unless an opened or a heartbeat was seen
    /// at that instant (<see cref="UsageInterval.IncludesEnd"/>).
    /// </remarks>
    public static IReadOnlyList<DateTimeOffset> WindowStarts(IEnumerable<UsageInterval> use, DateTimeOffset? next)
    {
        var starts = new List<DateTimeOffset>();
        var paidUntil = next ?? DateTimeOffset.MinValue;
        foreach (var interval in use)
        {
            if (interval.Start >= paidUntil)
            {
                Open(interval.Start);
            }

            while (interval.Reaches(paidUntil))
            {
                Open(paidUntil);
            }
        }

        return starts;

        void Open(DateTimeOffset start)
        {
            starts.Add(start);
            paidUntil = new ChargeWindow(start).End;
        }
    }
}
