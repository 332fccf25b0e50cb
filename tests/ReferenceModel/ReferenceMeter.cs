namespace FlexFunctions.ReferenceModel;

/// <summary>Everything ever known of a user and a product.</summary>
public sealed class ReferenceMeter
{
    public HashSet<ReferenceSignal> Signals { get; } = [];
    public HashSet<ReferenceImpliedClose> Cuts { get; } = [];
    public Dictionary<ReferenceSignal, ReferenceOutcome> Denied { get; } = [];
    public List<DateTimeOffset> Declined { get; } = [];

    /// <summary>The times in which a seat is held, half-open; the last may have no end yet (R8).</summary>
    public List<ReferenceInterval> Seats { get; } = [];
    public List<ReferenceWindow> Windows { get; set; } = [];
    public DateTimeOffset? NewestTakenIn { get; set; }

    public bool HoldsSeat => Seats.Count > 0 && Seats[^1].To == DateTimeOffset.MaxValue;

    public bool IsCovered(DateTimeOffset instant) => Seats.Any(seat => seat.From <= instant && instant < seat.To);

    /// <summary>R9: posts a declined line, unless one lies less than 24 hours away.</summary>
    public bool Decline(DateTimeOffset time)
    {
        if (Declined.Any(other => (other - time).Duration() < ReferenceOptions.Day))
        {
            return false;
        }

        Declined.Add(time);
        return true;
    }
}
