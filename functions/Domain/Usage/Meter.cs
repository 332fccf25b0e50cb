using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>
/// What is remembered of one user's use of one product in a team: the use proved lately and the windows charged. Its
/// memory is bounded (R5): it forgets what no acceptable signal can change any more.
/// </summary>
/// <param name="Sessions">What each session proves, in the order of their ids; none is empty.</param>
/// <param name="Windows">The charged windows since the forgotten instant, in order.</param>
/// <param name="LastForgottenEnd">The end of the last forgotten window; null if none was forgotten.</param>
/// <param name="ForgottenBefore">
/// What happened before this instant is settled and forgotten. Never moves back; the least value for a new meter.
/// </param>
/// <param name="Declined">The event times of the declined lines that still count (R9), in order.</param>
/// <param name="Seats">The times in which the user holds a seat (R8), since the forgotten instant, in order.</param>
public sealed record Meter(
    ImmutableArray<SessionActivity> Sessions,
    ImmutableArray<ChargedWindow> Windows,
    DateTimeOffset? LastForgottenEnd,
    DateTimeOffset ForgottenBefore,
    ImmutableArray<DateTimeOffset> Declined,
    ImmutableArray<SeatTime> Seats
)
{
    /// <summary>How near in event time one declined line keeps the next away (R9).</summary>
    private static readonly TimeSpan s_declinedSpacing = TimeSpan.FromHours(24);

    /// <summary>A meter that has seen nothing.</summary>
    public static readonly Meter Unused = new([], [], null, DateTimeOffset.MinValue, [], []);

    /// <summary>
    /// The most that <see cref="Weight"/> may be. Honest use stays far below: it is thousands of sessions, weeks of unbroken
    /// denials, or seats given and taken thousands of times, of one user and product within the memory of R5.
    /// </summary>
    public const int MaxWeight = 400_000;

    /// <summary>About how many characters the meter takes when it is written down.</summary>
    public int Weight =>
        Sessions.Sum(session =>
            session.Session.Value.Length + 40 + (110 * session.Spans.Length) + (60 * session.Denied.Count)
        ) + (60 * Seats.Length);

    /// <summary>True if a signal at this time is older than what the meter still remembers enough about (R5).</summary>
    public bool IsTooLate(DateTimeOffset time, MeteringOptions terms) =>
        ForgottenBefore > DateTimeOffset.MinValue && time < ForgottenBefore + terms.Lateness;

    /// <summary>What a session proves.</summary>
    public SessionActivity Session(SessionId session) =>
        Find(session) is var index and >= 0 ? Sessions[index] : SessionActivity.Unseen(session);

    /// <summary>The meter with what a session proves now.</summary>
    public Meter With(SessionActivity session)
    {
        var index = Find(session.Session);
        return this with
        {
            Sessions = index >= 0 ? Sessions.SetItem(index, session) : Sessions.Insert(~index, session),
        };
    }

    /// <summary>Where the windows since the forgotten instant start, by the use that is proved.</summary>
    public IReadOnlyList<DateTimeOffset> WindowStarts(MeteringOptions terms) =>
        DailyCharge.WindowStarts(
            Sessions
                .SelectMany(session => session.Use(terms.Lateness))
                .SelectMany(use => use.Outside(Seats))
                .Where(use => use.Reaches(ForgottenBefore))
                .Select(use => use.From(ForgottenBefore))
                .OrderBy(use => use.Start),
            LastForgottenEnd
        );

    /// <summary>What the windows that hold now come to: which are reversed, which are charged, or that one can not be paid.</summary>
    /// <param name="product">The product that is metered.</param>
    /// <param name="terms">The settings.</param>
    /// <param name="rates">The rate card.</param>
    /// <param name="pool">The team's grants.</param>
    /// <param name="now">The instant at which what is usable is judged (R13).</param>
    public WindowSettlement Settle(
        ProductId product,
        MeteringOptions terms,
        RateCard rates,
        GrantPool pool,
        DateTimeOffset now
    ) =>
        WindowSettlement.Settle(
            Windows,
            WindowStarts(terms),
            start =>
                rates.At(product, start)
                ?? throw new InvalidOperationException($"No rate of '{product}' at {start:O}."),
            pool,
            now
        );

    /// <summary>The end of the window that pays for an instant; null if none does.</summary>
    public DateTimeOffset? PaidUntil(DateTimeOffset instant) =>
        Windows
            .Where(charged => charged.Window.Contains(instant))
            .Select(charged => (DateTimeOffset?)charged.Window.End)
            .FirstOrDefault()
        ?? (instant < LastForgottenEnd ? LastForgottenEnd : null);

    /// <summary>True while the user holds a seat.</summary>
    public bool HoldsSeat => !Seats.IsEmpty && Seats[^1].IsHeld;

    /// <summary>True if a seat covers use at an instant (R8).</summary>
    public bool IsCovered(DateTimeOffset instant) => Seats.Any(seat => seat.Covers(instant));

    /// <summary>The meter of a user who holds a seat from an instant on; none is held before.</summary>
    public Meter WithSeatFrom(DateTimeOffset given) =>
        this with
        {
            // Clocks differ: a seat is never given before the last was taken.
            Seats = Seats.Add(
                new SeatTime(Seats.IsEmpty || Seats[^1].Taken <= given ? given : Seats[^1].Taken!.Value, null)
            ),
        };

    /// <summary>The meter of a user whose seat is taken from an instant on.</summary>
    public Meter WithSeatUntil(DateTimeOffset taken)
    {
        var held = Seats[^1];
        return this with
        {
            Seats = Seats.SetItem(Seats.Length - 1, held with { Taken = taken > held.Given ? taken : held.Given }),
        };
    }

    /// <summary>The meter with every session cut at an instant, and its proof from there on forgotten (R8).</summary>
    public Meter CloseFrom(DateTimeOffset instant, MeteringOptions terms) =>
        this with
        {
            Sessions =
            [
                .. Sessions.Select(session => session.CloseFrom(instant, terms)).Where(session => !session.IsEmpty),
            ],
        };

    /// <summary>True if a denial at this event time posts a declined line: none lies less than 24 hours away (R9).</summary>
    public bool PostsDeclinedAt(DateTimeOffset time) =>
        !Declined.Any(declined => (declined - time).Duration() < s_declinedSpacing);

    /// <summary>The meter with a declined line at this event time.</summary>
    public Meter WithDeclinedAt(DateTimeOffset time) => this with { Declined = Declined.Add(time).Sort() };

    /// <summary>
    /// The meter after it learned from an event that the queue took in at this instant: it forgets what is older than
    /// twice the lateness and 24 hours before (R5).
    /// </summary>
    public Meter Forget(DateTimeOffset takenIn, MeteringOptions terms)
    {
        var before = takenIn - terms.Memory;
        if (before <= ForgottenBefore)
        {
            return this;
        }

        var acceptableFrom = before + terms.Lateness;
        var settled = Windows.TakeWhile(charged => charged.Window.Start < before).Count();
        return new Meter(
            [
                .. Sessions
                    .Select(session => session.Forget(before, acceptableFrom, terms.Lateness))
                    .Where(session => !session.IsEmpty),
            ],
            Windows.RemoveRange(0, settled),
            settled > 0 ? Windows[settled - 1].Window.End : LastForgottenEnd,
            before,
            Declined.RemoveAll(declined => declined <= acceptableFrom - s_declinedSpacing),
            Seats.RemoveAll(seat => seat.Taken <= before)
        );
    }

    private int Find(SessionId session)
    {
        var (low, high) = (0, Sessions.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            switch (string.CompareOrdinal(Sessions[middle].Session.Value, session.Value))
            {
                case 0:
                    return middle;
                case < 0:
                    low = middle + 1;
                    break;
                default:
                    high = middle - 1;
                    break;
            }
        }

        return ~low;
    }
}
