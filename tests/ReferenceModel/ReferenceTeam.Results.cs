namespace FlexFunctions.ReferenceModel;

/// <summary>R7.</summary>
public sealed partial class ReferenceTeam
{
    private readonly Dictionary<string, ReferenceOutcome> _settled = new(StringComparer.Ordinal);

    /// <summary>What results cost in tokens, and in cloud credits.</summary>
    public (long Tokens, long Credits) ResultsCost { get; private set; }

    public void GrantCredits(string grant, long credits, DateTimeOffset expires) =>
        Grants.Add(new ReferenceGrant(grant, credits, expires, credits, IsCredit: true));

    public ReferenceOutcome Result(ReferenceResult result, DateTimeOffset takenIn, DateTimeOffset now)
    {
        DeniedBefore = null;
        if (_settled.TryGetValue(result.Id, out var settled))
        {
            DeniedBefore = settled == ReferenceOutcome.Counted ? null : settled;
            return ReferenceOutcome.Duplicate;
        }

        if (takenIn - result.Time > terms.Lateness)
        {
            return ReferenceOutcome.TooLate;
        }

        if (result.Time - takenIn > ReferenceOptions.Future)
        {
            return ReferenceOutcome.InFuture;
        }

        var outcome =
            Admission.Denial(result.User, result.Product) is { } reason ? reason
            : Pay(result.Credits, now, credits: true) || Pay(result.Tokens, now, credits: false)
                ? ReferenceOutcome.Counted
            : ReferenceOutcome.Denied;
        _settled.Add(result.Id, outcome);
        var meter = Meter(result.User, result.Product);
        if (outcome != ReferenceOutcome.Counted && Declines(meter, true, result.Time))
        {
            meter.NewestTakenIn = meter.NewestTakenIn > takenIn ? meter.NewestTakenIn : takenIn;
        }

        return outcome;
    }

    private bool Pay(long cost, DateTimeOffset now, bool credits)
    {
        if (ReferenceBurnDown.Usable(Grants, now, credits) < cost)
        {
            return false;
        }

        (Grants, _) = ReferenceBurnDown.Draw(Grants, cost, now, credits);
        ResultsCost = credits
            ? (ResultsCost.Tokens, ResultsCost.Credits + cost)
            : (ResultsCost.Tokens + cost, ResultsCost.Credits);
        return true;
    }
}
