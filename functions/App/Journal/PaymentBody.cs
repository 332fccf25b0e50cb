using FlexFunctions.Domain;

namespace FlexFunctions.App;

/// <summary>What an order paid.</summary>
/// <param name="Order">The order.</param>
/// <param name="Tokens">How much.</param>
public sealed record PaymentBody(string Order, Tokens Tokens);
