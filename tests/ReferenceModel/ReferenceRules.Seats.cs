using System.Collections.Immutable;

namespace FlexFunctions.ReferenceModel;

/// <content>R8: seats.</content>
public static partial class ReferenceRules
{
    /// <summary>Gives a seat from now on.</summary>
    public static ReferenceDecision GiveSeat(
        ReferenceMeter meter,
        ImmutableList<ReferenceGrant> grants,
        ReferenceConditions conditions
    )
    {
        var from = meter.Seats.Select(seat => seat.To).Append(conditions.Now).Max();
        return ChangeSeats(
            meter with
            {
                Seats = meter.Seats.Add(new ReferenceInterval(from, DateTimeOffset.MaxValue)),
            },
            grants,
            conditions
        );
    }

    /// <summary>Takes the held seat. Use that then cannot be paid is forgotten.</summary>
    public static ReferenceDecision TakeSeat(
        ReferenceMeter meter,
        ImmutableList<ReferenceGrant> grants,
        ReferenceConditions conditions
    )
    {
        var last = meter.Seats[^1];
        var to = conditions.Now > last.From ? conditions.Now : last.From;
        return ChangeSeats(
            meter with
            {
                Seats = meter.Seats.SetItem(meter.Seats.Count - 1, last with { To = to }),
            },
            grants,
            conditions
        );
    }

    private static ReferenceDecision ChangeSeats(
        ReferenceMeter meter,
        ImmutableList<ReferenceGrant> grants,
        ReferenceConditions conditions
    )
    {
        var (settlement, unpaid) = Settle(meter, grants, conditions);
        while (settlement is null)
        {
            meter = Forget(meter, unpaid!.Value, conditions.Options);
            (settlement, unpaid) = Settle(meter, grants, conditions);
        }

        return Settled(new ReferenceDecision(ReferenceOutcome.Accepted, meter, grants), meter, settlement);
    }

    /// <summary>Adds an implied close at an instant to every session in use there, and forgets all signals from then on.</summary>
    private static ReferenceMeter Forget(ReferenceMeter meter, DateTimeOffset at, ReferenceOptions options)
    {
        var closed = meter
            .Signals.Select(signal => signal.Session)
            .Distinct()
            .Where(session =>
            {
                var (signals, closes) = OfSession(meter, session);
                return ReferenceUse.PassesAcross(ReferenceUse.OfSession(signals, closes, options), at)
                    || ReferenceUse
                        .Spans(signals, closes, options)
                        .Exists(span => span[0].Time < at && at <= span[^1].Time);
            });
        return meter with
        {
            Signals = [.. meter.Signals.Where(signal => signal.Time < at)],
            ImpliedCloses =
            [
                .. meter.ImpliedCloses.Where(close => close.Time <= at),
                .. closed.Select(session => new ReferenceImpliedClose(session, at)),
            ],
        };
    }
}
