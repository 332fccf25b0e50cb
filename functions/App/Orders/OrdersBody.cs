namespace FlexFunctions.App;

/// <summary>A page of an account's orders.</summary>
/// <param name="Orders">The orders, by their ids.</param>
/// <param name="Continuation">Where the next page begins; left out on the last.</param>
public sealed record OrdersBody(IReadOnlyList<OrderBody> Orders, string? Continuation);
