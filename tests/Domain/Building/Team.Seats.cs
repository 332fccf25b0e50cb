using System.Collections.Immutable;

namespace FlexFunctions.Domain.Tests.Building;

/// <summary>Seats (R8), and what invoices and policy say (R9).</summary>
public sealed partial class Team
{
    /// <summary>Gives a seat of AutoCAD to Priscilla, unless told.</summary>
    public Team GiveSeat(DateTimeOffset at, string user = "priscilla", string product = "autocad") =>
        Decide(SeatDecision.Give, at, user, product);

    /// <summary>Takes it.</summary>
    public Team TakeSeat(DateTimeOffset at, string user = "priscilla", string product = "autocad") =>
        Decide(SeatDecision.Take, at, user, product);

    /// <summary>From now on an overdue invoice blocks the account, or none does.</summary>
    public Team WhileOverdue(bool overdue = true) => Admit(Usage.Admission with { PaymentOverdue = overdue });

    /// <summary>From now on only these users may open products.</summary>
    public Team WithUsers(params string[] users) =>
        Admit(
            Usage.Admission with
            {
                Policy = Usage.Admission.Policy with { AssignedUsersOnly = true },
                Assigned = [.. users.Select(UserId.Of)],
            }
        );

    /// <summary>From now on only these products may be opened.</summary>
    public Team WithProducts(params string[] products) =>
        Admit(
            Usage.Admission with
            {
                Policy = Usage.Admission.Policy with { Products = ProductId.SetOf(products.Select(ProductId.Of)) },
            }
        );

    public Team Admit(Admission admission)
    {
        Usage = Usage with { Admission = admission };
        return this;
    }

    /// <summary>Priscilla's meter of AutoCAD.</summary>
    public Meter Meter => Usage.Meter(new MeterKey(UserId.Of("priscilla"), ProductId.Of("autocad")));

    private Team Decide(
        Func<MeterKey, Meter, GrantPool, MeteringContext, SeatDecision> change,
        DateTimeOffset at,
        string user,
        string product
    )
    {
        var key = new MeterKey(UserId.Of(user), ProductId.Of(product));
        var decision = change(key, Usage.Meter(key), Usage.Pool, Context(at));
        Usage = Usage with { Pool = decision.Pool, Meters = Usage.Meters.SetItem(key, decision.Meter) };
        if (!decision.Postings.IsEmpty)
        {
            Post(decision.Postings, at);
        }

        return this;
    }
}
