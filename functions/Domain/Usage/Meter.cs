using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>
/// The memory of one user's use of one product in a team: recent activity and charged windows. It forgets what no
/// acceptable signal can change any more (R5).
/// </summary>
/// <param name="Sessions">The activity of each session, in the order of their ids; none is empty.</param>
/// <param name="Windows">The charged windows since the forgotten instant, in order.</param>
/// <param name="LastForgottenEnd">The end of the last forgotten window; null if none was forgotten.</param>
/// <param name="ForgottenBefore">
/// The instant before which everything is settled and forgotten. Never moves back; the least value for a new meter.
/// </param>
/// <param name="Declined">The event times of the declined lines that still matter (R9), in order.</param>
/// <param name="Seats">The times in which the user holds a seat (R8), since the forgotten instant, in order.</param>
public sealed partial record Meter(
    ImmutableArray<SessionActivity> Sessions,
    ImmutableArray<ChargedWindow> Windows,
    DateTimeOffset? LastForgottenEnd,
    DateTimeOffset ForgottenBefore,
    ImmutableArray<DateTimeOffset> Declined,
    ImmutableArray<SeatTime> Seats
)
{
    /// <summary>The least time between two declined lines, in event time (R9).</summary>
    private static readonly TimeSpan s_declinedSpacing = TimeSpan.FromHours(24);

    /// <summary>A meter without any activity.</summary>
    public static readonly Meter Unused = new([], [], null, DateTimeOffset.MinValue, [], []);

    /// <summary>Returns true if a signal at this time is older than the meter's memory allows (R5).</summary>
    public bool IsTooLate(DateTimeOffset time, MeteringOptions options) =>
        ForgottenBefore > DateTimeOffset.MinValue && time < ForgottenBefore + options.Lateness;

    /// <summary>Returns the activity of a session.</summary>
    public SessionActivity Session(SessionId session) =>
        Find(session) is var index and >= 0
            ? Sessions[index]
            : SessionActivity.Unseen(session) with
            {
                LeftOut = LeftOut,
            };

    /// <summary>Returns the meter with new activity of a session.</summary>
    public Meter With(SessionActivity session)
    {
        var index = Find(session.Session);
        return this with
        {
            Sessions = index >= 0 ? Sessions.SetItem(index, session) : Sessions.Insert(~index, session),
        };
    }

    /// <summary>Returns the proven use since the forgotten instant outside seat time, in order; intervals may overlap.</summary>
    public IReadOnlyList<UsageInterval> Use(MeteringOptions options)
    {
        var all = new List<UsageInterval>(Sessions.Length + Instants.Length);
        foreach (var session in Sessions)
        {
            session.AddUse(all, options.Lateness);
        }

        foreach (var instant in Instants)
        {
            all.Add(new UsageInterval(instant, instant, includesEnd: true));
        }

        all.RemoveAll(use => !use.Reaches(ForgottenBefore));
        for (var i = 0; i < all.Count; i++)
        {
            all[i] = all[i].From(ForgottenBefore);
        }

        all = Seats.IsEmpty ? all : [.. all.SelectMany(use => use.Outside(Seats))];
        all.Sort((one, other) => one.Start.CompareTo(other.Start));
        return all;
    }

    /// <summary>Returns where the windows since the forgotten instant start, according to the proven use.</summary>
    public IReadOnlyList<DateTimeOffset> WindowStarts(MeteringOptions options) =>
        DailyCharge.WindowStarts(Use(options), LastForgottenEnd);

    /// <summary>Settles the charged windows with the windows that hold now (R4).</summary>
    /// <param name="product">The metered product.</param>
    /// <param name="pool">The team's grants.</param>
    /// <param name="context">The options, rates and instant.</param>
    public WindowSettlement Settle(ProductId product, GrantPool pool, MeteringContext context) =>
        WindowSettlement.Settle(
            Windows,
            WindowStarts(context.Options),
            start =>
                context.Rates.At(product, start)
                ?? throw new InvalidOperationException($"No rate of '{product}' at {start:O}."),
            pool,
            context.Now
        );

    /// <summary>Returns the end of the window that pays for an instant, or null if none does.</summary>
    public DateTimeOffset? PaidUntil(DateTimeOffset instant) =>
        Windows
            .Where(charged => charged.Window.Contains(instant))
            .Select(charged => (DateTimeOffset?)charged.Window.End)
            .FirstOrDefault()
        ?? (instant < LastForgottenEnd ? LastForgottenEnd : null);

    /// <summary>True while the user holds a seat.</summary>
    public bool HoldsSeat => !Seats.IsEmpty && Seats[^1].IsHeld;

    /// <summary>Returns true if a seat covers use at an instant (R8).</summary>
    public bool IsCovered(DateTimeOffset instant) => Seats.Any(seat => seat.Covers(instant));

    /// <summary>How often the seat was given or taken, within the memory.</summary>
    public int SeatChanges => (2 * Seats.Length) - (HoldsSeat ? 1 : 0);

    /// <summary>Returns the meter of a user who is given a seat at an instant and holds none before.</summary>
    public Meter WithSeatFrom(DateTimeOffset given)
    {
        // Clocks differ: a seat is never given before the last one was taken.
        var seat = new SeatTime(Seats.IsEmpty || Seats[^1].Taken <= given ? given : Seats[^1].Taken!.Value, null);
        return this with { Seats = Seats.Add(seat), Instants = Instants.RemoveAll(seat.Covers) };
    }

    /// <summary>Returns the meter of a user whose seat is taken at an instant.</summary>
    public Meter WithSeatUntil(DateTimeOffset taken)
    {
        var given = Seats[^1].Given;
        return this with
        {
            Seats = Seats.SetItem(Seats.Length - 1, new SeatTime(given, taken > given ? taken : given)),
        };
    }

    /// <summary>Returns the meter with an implied close of every session at an instant; later activity is forgotten (R8).</summary>
    public Meter CloseFrom(DateTimeOffset instant, MeteringOptions options) =>
        WithSessions(Sessions.Select(session => session.CloseFrom(instant, options))) with
        {
            Instants = Instants.RemoveAll(used => used >= instant),
        };

    /// <summary>Returns true if a denial at this event time posts a declined line: none is less than 24 hours away (R9).</summary>
    public bool PostsDeclinedAt(DateTimeOffset time) =>
        !Declined.Any(declined => (declined - time).Duration() < s_declinedSpacing);

    /// <summary>Returns the meter with a declined line at this event time.</summary>
    public Meter WithDeclinedAt(DateTimeOffset time) => this with { Declined = Declined.Add(time).Sort() };

    /// <summary>
    /// Returns the meter after an event that the queue accepted at an instant: it forgets what is older than twice the
    /// lateness and 24 hours before that instant (R5).
    /// </summary>
    public Meter Forget(DateTimeOffset enqueuedAt, MeteringOptions options)
    {
        var before = enqueuedAt - options.Memory;
        if (before <= ForgottenBefore)
        {
            return this;
        }

        var acceptableFrom = before + options.Lateness;
        var settled = Windows.TakeWhile(charged => charged.Window.Start < before).Count();
        var kept = WithSessions(Sessions.Select(session => session.Forget(before, acceptableFrom, options.Lateness)));
        return kept with
        {
            LeftOut = kept.LeftOut?.Last < before ? null : kept.LeftOut,
            Windows = Windows.RemoveRange(0, settled),
            LastForgottenEnd = settled > 0 ? Windows[settled - 1].Window.End : LastForgottenEnd,
            ForgottenBefore = before,
            Declined = Declined.RemoveAll(declined => declined <= acceptableFrom - s_declinedSpacing),
            Seats = Seats.RemoveAll(seat => seat.Taken <= before),
            Instants = Instants.RemoveAll(instant => instant < before),
            DeniedRanges = DeniedRanges.RemoveAll(range => range.Time.Last < acceptableFrom),
        };
    }

    /// <summary>Returns the index of a session, or the complement of where it belongs.</summary>
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
