using System.Collections.Immutable;

namespace FlexFunctions.Domain.Tests.Building;

/// <summary>Seats (R8), overdue invoices and policy (R9).</summary>
public sealed partial class Team
{
    /// <summary>Gives a seat, by default of AutoCAD to Priscilla.</summary>
    public Team GiveSeat(DateTimeOffset at, string user = "priscilla", string product = "autocad") =>
        Decide(SeatDecision.Give, at, user, product);

    /// <summary>Takes a seat, by default of AutoCAD from Priscilla.</summary>
    public Team TakeSeat(DateTimeOffset at, string user = "priscilla", string product = "autocad") =>
        Decide(SeatDecision.Take, at, user, product);

    /// <summary>Sets whether an overdue invoice blocks the account.</summary>
    public Team WithOverdueInvoice(bool overdue = true) => Admit(Usage.Admission with { PaymentOverdue = overdue });

    /// <summary>Allows only these users to open products.</summary>
    public Team WithUsers(params string[] users) =>
        Admit(
            Usage.Admission with
            {
                Policy = Usage.Admission.Policy with { AssignedUsersOnly = true },
                Assigned = [.. users.Select(UserId.Of)],
            }
        );

    /// <summary>Allows only these products to be opened.</summary>
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

    /// <summary>The meter of Priscilla and AutoCAD.</summary>
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
