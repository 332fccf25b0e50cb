namespace FlexFunctions.Domain.Tests.Model;

/// <summary>What one order pays of a window; tokens are whole in the model.</summary>
public readonly record struct SlowPayment(string Order, long Tokens);
