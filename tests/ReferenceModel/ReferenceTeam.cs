using System.Collections.Immutable;

namespace FlexFunctions.ReferenceModel;

/// <summary>A team: applies the decisions of <see cref="ReferenceRules"/> and adds up their effects.</summary>
/// <param name="options">The settings.</param>
/// <param name="rate">The price of a window of a product that starts at an instant.</param>
public sealed class ReferenceTeam(ReferenceOptions options, Func<string, DateTimeOffset, long> rate)
{
    private readonly Dictionary<(string User, string Product), ReferenceMeter> _meters = [];
    private readonly Dictionary<string, ReferenceOutcome> _results = new(StringComparer.Ordinal);

    public ReferenceAdmission Admission { get; set; } = new(null, null, false);
    public ImmutableList<ReferenceGrant> Grants { get; set; } = [];
    public long Drawn { get; private set; }
    public long GivenBack { get; private set; }
    public long Lapsed { get; private set; }
    public int Charges { get; private set; }
    public int Reversals { get; private set; }
    public int DeclinedLines { get; private set; }

    /// <summary>The cost of results, in tokens and in cloud credits.</summary>
    public (long Tokens, long Credits) ResultsCost { get; private set; }

    /// <summary>Why the last event was denied before, if it was a duplicate.</summary>
    public ReferenceOutcome? DeniedBefore { get; private set; }

    public void Buy(string order, long tokens, DateTimeOffset at) =>
        Grants = Grants.Add(new ReferenceGrant(order, tokens, at.AddYears(1), tokens));

    public void GrantCredits(string grant, long credits, DateTimeOffset expires) =>
        Grants = Grants.Add(new ReferenceGrant(grant, credits, expires, credits, IsCredit: true));

    public void Remove(string order) => Grants = Grants.RemoveAll(grant => grant.Order == order);

    public long Balance(DateTimeOffset now) => ReferenceBurnDown.Usable(Grants, now);

    public ReferenceMeter Meter(string user, string product) =>
        _meters.GetValueOrDefault((user.ToUpperInvariant(), product), ReferenceMeter.Unused);

    public ReferenceOutcome See(
        string user,
        string product,
        ReferenceSignal signal,
        DateTimeOffset enqueued,
        DateTimeOffset now
    ) =>
        Keep(
            user,
            product,
            ReferenceRules.Signal(Meter(user, product), Grants, signal, enqueued, On(user, product, now))
        );

    public ReferenceOutcome Result(ReferenceResult result, DateTimeOffset enqueued, DateTimeOffset now)
    {
        if (_results.TryGetValue(result.Id, out var before))
        {
            DeniedBefore = before == ReferenceOutcome.Accepted ? null : before;
            return ReferenceOutcome.Duplicate;
        }

        var (user, product) = (result.User, result.Product);
        var decision = ReferenceRules.Result(
            Meter(user, product),
            Grants,
            (result.Tokens, result.Credits),
            result.Time,
            enqueued,
            On(user, product, now)
        );
        if (decision.Outcome == ReferenceOutcome.Accepted || decision.IsDenied)
        {
            _results.Add(result.Id, decision.Outcome);
        }

        ResultsCost = decision.Payment switch
        {
            (_, true) => ResultsCost with { Credits = ResultsCost.Credits + result.Credits },
            (_, false) => ResultsCost with { Tokens = ResultsCost.Tokens + result.Tokens },
            null => ResultsCost,
        };
        return Keep(user, product, decision);
    }

    public void GiveSeat(string user, string product, DateTimeOffset now) =>
        Keep(user, product, ReferenceRules.GiveSeat(Meter(user, product), Grants, On(user, product, now)));

    public void TakeSeat(string user, string product, DateTimeOffset now) =>
        Keep(user, product, ReferenceRules.TakeSeat(Meter(user, product), Grants, On(user, product, now)));

    private ReferenceConditions On(string user, string product, DateTimeOffset now) =>
        new(options, (of, at) => rate(of, at), product, Admission.Denial(user, product), now);

    private ReferenceOutcome Keep(string user, string product, ReferenceDecision decision)
    {
        _meters[(user.ToUpperInvariant(), product)] = decision.Meter;
        (Grants, DeniedBefore) = (decision.Grants, decision.DeniedBefore);
        DeclinedLines += decision.PostsDeclined ? 1 : 0;
        if (decision.Settlement is { } settlement)
        {
            Charges += settlement.Charges.Count;
            Reversals += settlement.Reversals.Count;
            Drawn += settlement.Charges.SelectMany(charge => charge.Drawn).Sum(payment => payment.Tokens);
            GivenBack += settlement.Reversals.SelectMany(reversal => reversal.GivenBack).Sum(payment => payment.Tokens);
            Lapsed += settlement.Reversals.SelectMany(reversal => reversal.Lapsed).Sum(payment => payment.Tokens);
        }

        return decision.Outcome;
    }
}
