using FlexFunctions.Domain;

namespace FlexFunctions.Storage;

/// <summary>The estimated size of a meter's row (<see cref="MeterFormat"/>).</summary>
public static class MeterSize
{
    /// <summary>
    /// The most characters of a meter. Honest use stays far below: it is thousands of sessions, weeks of unbroken denials,
    /// or seats given and taken thousands of times, of one user and product within the memory of R5.
    /// </summary>
    public const int Max = 400_000;

    /// <summary>Returns true if a row can hold the meter.</summary>
    public static bool Fits(Meter meter) => Estimate(meter) <= Max;

    /// <summary>Returns about how many characters the meter takes.</summary>
    internal static int Estimate(Meter meter) =>
        meter.Sessions.Sum(session =>
            session.Session.Value.Length + 40 + (110 * session.Spans.Length) + (60 * session.Denied.Count)
        ) + (60 * meter.Seats.Length);
}
