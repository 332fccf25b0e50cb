namespace FlexFunctions.ReferenceModel;

/// <summary>An order.</summary>
public sealed class ReferenceOrder
{
    public required string Team { get; set; }
    public required DateTimeOffset Bought { get; init; }

    /// <summary>open, paid, overdue or void.</summary>
    public required string Invoice { get; set; }
    public bool Returned { get; set; }
}
