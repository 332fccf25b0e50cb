using System.Collections.Immutable;

namespace FlexFunctions.ReferenceModel;

/// <summary>The whole history of a user and a product. Unlike the product's meter, it forgets nothing.</summary>
public sealed record ReferenceMeter
{
    public static readonly ReferenceMeter Unused = new();

    public ImmutableHashSet<ReferenceSignal> Signals { get; init; } = [];
    public ImmutableHashSet<ReferenceImpliedClose> ImpliedCloses { get; init; } = [];
    public ImmutableDictionary<ReferenceSignal, ReferenceOutcome> Denied { get; init; } =
        ImmutableDictionary<ReferenceSignal, ReferenceOutcome>.Empty;
    public ImmutableList<DateTimeOffset> Declined { get; init; } = [];

    /// <summary>The times during which a seat is held, half-open; the last may have no end yet (R8).</summary>
    public ImmutableList<ReferenceInterval> Seats { get; init; } = [];
    public ImmutableList<ReferenceWindow> Windows { get; init; } = [];

    /// <summary>The newest enqueued time of the meter's events; null before the first.</summary>
    public DateTimeOffset? Newest { get; init; }

    public bool HoldsSeat => Seats.Count > 0 && Seats[^1].To == DateTimeOffset.MaxValue;

    public bool IsCovered(DateTimeOffset instant) => Seats.Any(seat => seat.From <= instant && instant < seat.To);

    public ReferenceMeter Enqueued(DateTimeOffset instant) =>
        this with
        {
            Newest = Newest > instant ? Newest : instant,
        };

    /// <summary>The meter with a declined line at a time; null if one lies less than 24 hours away (R9).</summary>
    public ReferenceMeter? WithDeclined(DateTimeOffset time) =>
        Declined.Exists(other => (other - time).Duration() < ReferenceOptions.Day)
            ? null
            : this with
            {
                Declined = Declined.Add(time),
            };
}
