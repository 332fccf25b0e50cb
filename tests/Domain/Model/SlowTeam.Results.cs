namespace FlexFunctions.Domain.Tests.Model;

/// <summary>R7.</summary>
public sealed partial class SlowTeam
{
    private readonly Dictionary<string, SlowOutcome> _settled = new(StringComparer.Ordinal);

    /// <summary>What results cost in tokens, and in cloud credits.</summary>
    public (long Tokens, long Credits) ResultsCost { get; private set; }

    public void GrantCredits(string grant, long credits, DateTimeOffset expires) =>
        Grants.Add(new SlowGrant(grant, credits, expires, credits, IsCredit: true));

    public SlowOutcome Result(SlowResult result, DateTimeOffset takenIn, DateTimeOffset now)
    {
        DeniedBefore = null;
        if (_settled.TryGetValue(result.Id, out var settled))
        {
            DeniedBefore = settled == SlowOutcome.Counted ? null : settled;
            return SlowOutcome.NothingNew;
        }

        if (takenIn - result.Time > terms.Lateness)
        {
            return SlowOutcome.TooLate;
        }

        if (result.Time - takenIn > SlowTerms.Future)
        {
            return SlowOutcome.InFuture;
        }

        var outcome =
            Admission.Denial(result.User, result.Product) is { } reason ? reason
            : Pay(result.Credits, now, credits: true) || Pay(result.Tokens, now, credits: false) ? SlowOutcome.Counted
            : SlowOutcome.Denied;
        _settled.Add(result.Id, outcome);
        var meter = Meter(result.User, result.Product);
        if (outcome != SlowOutcome.Counted && Declines(meter, true, result.Time))
        {
            meter.NewestTakenIn = meter.NewestTakenIn > takenIn ? meter.NewestTakenIn : takenIn;
        }

        return outcome;
    }

    private bool Pay(long cost, DateTimeOffset now, bool credits)
    {
        if (SlowBurnDown.Usable(Grants, now, credits) < cost)
        {
            return false;
        }

        (Grants, _) = SlowBurnDown.Draw(Grants, cost, now, credits);
        ResultsCost = credits
            ? (ResultsCost.Tokens, ResultsCost.Credits + cost)
            : (ResultsCost.Tokens + cost, ResultsCost.Credits);
        return true;
    }
}
