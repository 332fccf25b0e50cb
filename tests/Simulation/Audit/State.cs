using System.Collections.Immutable;
using FlexFunctions.ReferenceModel;

namespace FlexFunctions.Simulation.Audit;

/// <summary>The policy of a team.</summary>
internal sealed record Policy
{
    public bool AssignedOnly { get; init; }
    public ImmutableHashSet<string>? Products { get; init; }
    public ImmutableHashSet<string> Assigned { get; init; } = [];
    public decimal? LowTokens { get; init; }
    public decimal LowPercent { get; init; } = 20;
    public ImmutableList<string> Recipients { get; init; } = [];

    /// <summary>Returns why the policy or an overdue invoice denies a user a product; null if they allow it (R9).</summary>
    public ReferenceOutcome? Denial(bool overdue, string user, string product) =>
        overdue ? ReferenceOutcome.PaymentOverdue
        : AssignedOnly && !Assigned.Contains(user) ? ReferenceOutcome.UserNotAssigned
        : Products is { } some && !some.Contains(product) ? ReferenceOutcome.ProductNotAllowed
        : null;
}

/// <summary>The state of a team.</summary>
internal sealed record Team
{
    public ImmutableList<ReferenceGrant> Grants { get; init; } = [];
    public ImmutableDictionary<(string User, string Product), ReferenceMeter> Meters { get; init; } =
        ImmutableDictionary<(string, string), ReferenceMeter>.Empty;
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

    /// <summary>The balance by the journal alone (R18).</summary>
    public (long Tokens, long Credits) Net { get; init; }

    public long Usable(DateTimeOffset now, bool credit = false) => ReferenceBurnDown.Usable(Grants, now, credit);

    public long Left(bool credit) => Grants.Where(grant => grant.IsCredit == credit).Sum(grant => grant.Left);

    public ReferenceMeter Meter(string user, string product) =>
        Meters.GetValueOrDefault((user, product), ReferenceMeter.Unused);
}

/// <summary>An order.</summary>
internal sealed record Order(string Id, string Team, long Tokens, string Invoice, DateTimeOffset At)
{
    public decimal? Refund { get; init; }
    public decimal? StillDue { get; init; }
    public bool ExpiryWarned { get; init; }
    public DateTimeOffset Expires => At.AddYears(1);
}

/// <summary>The state of an account.</summary>
internal sealed record Account
{
    /// <summary>The team of orders that are not assigned.</summary>
    public const string NoTeam = "~";

    public ImmutableDictionary<string, Team> Teams { get; init; } = ImmutableDictionary<string, Team>.Empty;
    public ImmutableDictionary<string, Order> Orders { get; init; } = ImmutableDictionary<string, Order>.Empty;
    public ImmutableHashSet<string> Settled { get; init; } = [];
    public ImmutableDictionary<string, AdminCall> Keys { get; init; } = ImmutableDictionary<string, AdminCall>.Empty;
    public bool IsBlocked => Orders.Values.Any(order => order.Invoice == "overdue");

    public Team Team(string id) => Teams.GetValueOrDefault(id, new Team());

    /// <summary>True if an event has the same outcome in another state, as far as duplicates are concerned.</summary>
    public bool IsSameFor(Account other, SentEvent sent) =>
        ReferenceEquals(Settled, other.Settled)
        && Teams.ContainsKey(sent.Team) == other.Teams.ContainsKey(sent.Team)
        && ReferenceEquals(
            Team(sent.Team).Meter(Lines.Lower(sent.User), sent.Product),
            other.Team(sent.Team).Meter(Lines.Lower(sent.User), sent.Product)
        );

    public Account With(string id, Team team) => this with { Teams = Teams.SetItem(id, team) };
}
