namespace FlexFunctions.Domain.Tests.Model;

/// <summary>Everything ever known of a user and a product.</summary>
public sealed class SlowMeter
{
    public HashSet<SlowSign> Signs { get; } = [];
    public HashSet<SlowCut> Cuts { get; } = [];
    public HashSet<SlowSign> Denied { get; } = [];
    public List<DateTimeOffset> Declined { get; } = [];
    public List<SlowWindow> Windows { get; set; } = [];
    public DateTimeOffset? NewestTakenIn { get; set; }
}
