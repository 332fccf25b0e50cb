namespace FlexFunctions.ReferenceModel;

/// <summary>R8: subtracts seat time from use.</summary>
public static class ReferenceSeats
{
    public static List<ReferenceInterval> Uncovered(List<ReferenceInterval> use, IEnumerable<ReferenceInterval> seats)
    {
        foreach (var seat in seats)
        {
            use = [.. use.SelectMany(interval => Without(interval, seat))];
        }

        return use;
    }

    private static IEnumerable<ReferenceInterval> Without(ReferenceInterval interval, ReferenceInterval seat)
    {
        if (interval.From == interval.To)
        {
            return seat.From <= interval.From && interval.From < seat.To ? [] : [interval];
        }

        var before = interval with { To = interval.To < seat.From ? interval.To : seat.From };
        var after = interval with { From = interval.From > seat.To ? interval.From : seat.To };
        return new[] { before, after }.Where(part => part.From < part.To);
    }
}
