namespace FlexFunctions.ReferenceModel;

/// <summary>R2, R3: windows from use, by looking for the next instant in use again and again.</summary>
public static class ReferenceWindows
{
    public static List<DateTimeOffset> Starts(List<ReferenceInterval> use)
    {
        var starts = new List<DateTimeOffset>();
        var free = DateTimeOffset.MinValue;
        while (NextInUse(use, free) is { } start)
        {
            starts.Add(start);
            free = start + ReferenceOptions.Day;
        }

        return starts;
    }

    private static DateTimeOffset? NextInUse(List<ReferenceInterval> use, DateTimeOffset from)
    {
        DateTimeOffset? first = null;
        foreach (var piece in use)
        {
            DateTimeOffset? inUse =
                piece.From >= from ? piece.From
                : from < piece.To ? from
                : null;
            if (inUse is { } instant && (first is null || instant < first))
            {
                first = instant;
            }
        }

        return first;
    }
}
