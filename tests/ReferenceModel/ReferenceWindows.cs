namespace FlexFunctions.ReferenceModel;

/// <summary>R2, R3: finds windows by repeatedly looking for the next instant in use.</summary>
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
        foreach (var interval in use)
        {
            DateTimeOffset? inUse =
                interval.From >= from ? interval.From
                : from < interval.To ? from
                : null;
            if (inUse is { } instant && (first is null || instant < first))
            {
                first = instant;
            }
        }

        return first;
    }
}
