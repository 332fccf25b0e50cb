using System.Collections.Immutable;

namespace FlexFunctions.Simulation.Audit;

/// <summary>What an order gave a team, and what is left; in thousandths.</summary>
internal sealed record Grant(string Order, long Bought, DateTimeOffset Expires, bool IsCredit, long Left);

/// <summary>What one grant paid of something.</summary>
internal readonly record struct Paid(string Order, long Amount);

/// <summary>A window that stands charged.</summary>
internal sealed record Window(DateTimeOffset Start, long Rate, ImmutableList<Paid> Payments);

/// <summary>A usage signal; equal kind, session and time are one signal (R4).</summary>
internal readonly record struct Signal(string Kind, string Session, DateTimeOffset Time)
{
    public bool ProvesUse => Kind is "opened" or "heartbeat";
}

/// <summary>An implied close of a session: nothing is joined across it (R9).</summary>
internal readonly record struct Cut(string Session, DateTimeOffset Time);

/// <summary>A time in which a seat is held: the half-open [Given, Taken) (R8).</summary>
internal readonly record struct SeatHeld(DateTimeOffset Given, DateTimeOffset? Taken)
{
    public bool Covers(DateTimeOffset at) => Given <= at && (Taken is null || at < Taken);
}

/// <summary>Everything ever known of a user and a product in a team.</summary>
internal sealed record Meter
{
    public static readonly Meter Unused = new();

    public ImmutableHashSet<Signal> Signals { get; init; } = [];
    public ImmutableHashSet<Cut> Cuts { get; init; } = [];
    public ImmutableDictionary<Signal, string> Denied { get; init; } = ImmutableDictionary<Signal, string>.Empty;
    public ImmutableList<DateTimeOffset> Declined { get; init; } = [];
    public ImmutableList<Window> Windows { get; init; } = [];
    public ImmutableList<SeatHeld> Seats { get; init; } = [];
    public DateTimeOffset? Newest { get; init; }

    public bool HoldsSeat => Seats.Count > 0 && Seats[^1].Taken is null;
}

/// <summary>What policy says of a team's users.</summary>
internal sealed record Policy
{
    public bool AssignedOnly { get; init; }
    public ImmutableHashSet<string>? Products { get; init; }
    public ImmutableHashSet<string> Assigned { get; init; } = [];
    public decimal? LowTokens { get; init; }
    public decimal LowPercent { get; init; } = 20;
    public ImmutableList<string> Recipients { get; init; } = [];

    /// <summary>What stands against a user's use of a product (R9).</summary>
    public string? Denial(bool overdue, string user, string product) =>
        overdue ? "payment-overdue"
        : AssignedOnly && !Assigned.Contains(user) ? "user-not-assigned"
        : Products is { } some && !some.Contains(product) ? "product-not-allowed"
        : null;
}

/// <summary>Everything known of a team; what is usable by order of burn-down (R13).</summary>
internal sealed record Team
{
    public ImmutableList<Grant> Grants { get; init; } = [];
    public ImmutableDictionary<(string User, string Product), Meter> Meters { get; init; } =
        ImmutableDictionary<(string, string), Meter>.Empty;
    public Policy Policy { get; init; } = new();
    public ImmutableDictionary<string, (long Sold, long Held)> Seats { get; init; } =
        ImmutableDictionary<string, (long, long)>.Empty;
    public long UsableAfterLastGrant { get; init; }
    public DateTimeOffset? FirstCharge { get; init; }
    public ImmutableDictionary<DateOnly, long> Spent { get; init; } = ImmutableDictionary<DateOnly, long>.Empty;
    public bool WarnedLow { get; init; }
    public bool WarnedRunOut { get; init; }
    public long Blocks { get; init; }
    public long Lines { get; init; }
    public string Hash { get; init; } = new('0', 64);
    public DateTimeOffset PostedAt { get; init; }

    /// <summary>What came less what went, by the journal alone (R18).</summary>
    public (long Tokens, long Credits) Net { get; init; }

    public long Usable(DateTimeOffset now, bool credit = false) =>
        Grants.Where(grant => grant.IsCredit == credit && now < grant.Expires).Sum(grant => grant.Left);

    public long Left(bool credit) => Grants.Where(grant => grant.IsCredit == credit).Sum(grant => grant.Left);

    public Meter Meter(string user, string product) => Meters.GetValueOrDefault((user, product), Audit.Meter.Unused);
}

/// <summary>An order.</summary>
internal sealed record Order(string Id, string Team, long Tokens, string Invoice, DateTimeOffset At)
{
    public decimal? Refund { get; init; }
    public decimal? StillDue { get; init; }
    public bool ExpiryWarned { get; init; }
    public DateTimeOffset Expires => At.AddYears(1);
}

/// <summary>Everything known of an account.</summary>
internal sealed record Account
{
    /// <summary>The pseudo-team of orders that no team has.</summary>
    public const string NoTeam = "~";

    public ImmutableDictionary<string, Team> Teams { get; init; } = ImmutableDictionary<string, Team>.Empty;
    public ImmutableDictionary<string, Order> Orders { get; init; } = ImmutableDictionary<string, Order>.Empty;
    public ImmutableHashSet<string> Settled { get; init; } = [];
    public ImmutableDictionary<string, AdminCall> Keys { get; init; } = ImmutableDictionary<string, AdminCall>.Empty;
    public bool IsBlocked => Orders.Values.Any(order => order.Invoice == "overdue");

    public Team Team(string id) => Teams.GetValueOrDefault(id, new Team());

    /// <summary>True if nothing differs from another state that an event's repetition is told by.</summary>
    public bool IsSameFor(Account other, SentEvent sent) =>
        ReferenceEquals(Settled, other.Settled)
        && Teams.ContainsKey(sent.Team) == other.Teams.ContainsKey(sent.Team)
        && ReferenceEquals(
            Team(sent.Team).Meter(Lines.Lower(sent.User), sent.Product),
            other.Team(sent.Team).Meter(Lines.Lower(sent.User), sent.Product)
        );

    public Account With(string id, Team team) => this with { Teams = Teams.SetItem(id, team) };
}

/// <summary>SessionTimeout and Lateness (R3, R5).</summary>
internal sealed record Terms(TimeSpan Timeout, TimeSpan Lateness)
{
    public static readonly TimeSpan Day = TimeSpan.FromHours(24);
    public static readonly TimeSpan Future = TimeSpan.FromMinutes(5);
}
