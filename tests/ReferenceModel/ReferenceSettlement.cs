namespace FlexFunctions.ReferenceModel;

/// <summary>R4, R13, R19: what becomes of the windows and the grants when the wanted windows are other ones.</summary>
public sealed class ReferenceSettlement
{
    public List<ReferenceGrant> Grants { get; private set; } = [];
    public List<ReferenceWindow> Windows { get; private set; } = [];
    public List<ReferenceWindow> Added { get; } = [];
    public List<ReferenceWindow> Removed { get; private set; } = [];
    public long Drawn { get; private set; }
    public long GivenBack { get; private set; }
    public long Lapsed { get; private set; }

    /// <summary>The first window that can not be paid; null if all are.</summary>
    public DateTimeOffset? Unpaid { get; private set; }

    public static ReferenceSettlement Of(
        List<ReferenceWindow> standing,
        List<(DateTimeOffset Start, long Rate)> wanted,
        List<ReferenceGrant> grants,
        DateTimeOffset now
    )
    {
        var result = new ReferenceSettlement { Grants = [.. grants] };
        result.Removed = [.. standing.Where(window => wanted.All(other => other.Start != window.Start))];
        var kept = standing.Where(window => wanted.Any(other => other.Start == window.Start)).ToList();
        var carried = new List<ReferencePayment>();
        foreach (var window in result.Removed.OrderBy(window => window.Start))
        {
            carried.AddRange(window.Payments);
        }

        foreach (var (start, rate) in wanted.OrderBy(window => window.Start))
        {
            if (kept.Any(window => window.Start == start))
            {
                continue;
            }

            if (!result.Pay(start, rate, carried, now))
            {
                result.Unpaid = start;
                return result;
            }
        }

        result.GiveBack(carried, now);
        result.Windows = [.. kept.Concat(result.Added).OrderBy(window => window.Start)];
        return result;
    }

    private bool Pay(DateTimeOffset start, long rate, List<ReferencePayment> carried, DateTimeOffset now)
    {
        var payments = new List<ReferencePayment>();
        var due = rate;
        while (due > 0 && carried.Count > 0)
        {
            var part = Math.Min(due, carried[0].Tokens);
            payments.Add(carried[0] with { Tokens = part });
            due -= part;
            carried[0] = carried[0] with { Tokens = carried[0].Tokens - part };
            if (carried[0].Tokens == 0)
            {
                carried.RemoveAt(0);
            }
        }

        if (ReferenceBurnDown.Usable(Grants, now) < due)
        {
            return false;
        }

        Drawn += due;
        (Grants, var drawn) = ReferenceBurnDown.Draw(Grants, due, now);
        payments.AddRange(drawn);
        Added.Add(new ReferenceWindow(start, rate, payments));
        return true;
    }

    private void GiveBack(List<ReferencePayment> left, DateTimeOffset now)
    {
        foreach (var payment in left)
        {
            var at = Grants.FindIndex(grant => grant.Order == payment.Order && now < grant.Expires);
            if (at < 0)
            {
                Lapsed += payment.Tokens;
                continue;
            }

            GivenBack += payment.Tokens;
            Grants[at] = Grants[at] with { Left = Grants[at].Left + payment.Tokens };
        }
    }
}
