namespace FlexFunctions.ReferenceModel;

/// <summary>R8: the use that no seat covers.</summary>
public static class ReferenceSeats
{
    public static List<ReferenceInterval> Uncovered(List<ReferenceInterval> use, IEnumerable<ReferenceInterval> seats)
    {
        foreach (var seat in seats)
        {
            use = [.. use.SelectMany(piece => Without(piece, seat))];
        }

        return use;
    }

    private static IEnumerable<ReferenceInterval> Without(ReferenceInterval piece, ReferenceInterval seat)
    {
        if (piece.From == piece.To)
        {
            return seat.From <= piece.From && piece.From < seat.To ? [] : [piece];
        }

        var before = piece with { To = piece.To < seat.From ? piece.To : seat.From };
        var after = piece with { From = piece.From > seat.To ? piece.From : seat.To };
        return new[] { before, after }.Where(part => part.From < part.To);
    }
}
