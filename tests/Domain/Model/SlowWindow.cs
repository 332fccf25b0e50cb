namespace FlexFunctions.Domain.Tests.Model;

/// <summary>A window that stands charged.</summary>
public sealed record SlowWindow(DateTimeOffset Start, long Rate, List<SlowPayment> Payments);
