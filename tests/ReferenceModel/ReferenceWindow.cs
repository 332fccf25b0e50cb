namespace FlexFunctions.ReferenceModel;

/// <summary>A window that stands charged.</summary>
public sealed record ReferenceWindow(DateTimeOffset Start, long Rate, List<ReferencePayment> Payments);
