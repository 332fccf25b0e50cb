using FlexFunctions.Domain;

namespace FlexFunctions.Storage;

/// <summary>The estimated size of a meter's row (<see cref="MeterFormat"/>).</summary>
internal static class MeterSize
{
    /// <summary>Returns how many bytes of JSON the meter takes, never too few.</summary>
    public static int Estimate(Meter meter) =>
        300
        + meter.Sessions.Sum(session =>
            session.Session.Value.Length + 80 + (52 * session.Spans.Length) + (45 * session.Denied.Count)
        )
        + meter.Windows.Sum(charged => 80 + charged.Payments.Sum(payment => payment.Grant.Order.Value.Length + 80))
        + (31 * meter.Declined.Length)
        + (64 * meter.Seats.Length)
        + (16 * meter.Instants.Length)
        + (54 * meter.DeniedRanges.Length);
}
