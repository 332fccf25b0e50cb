namespace FlexFunctions.ReferenceModel;

/// <summary>What one order pays of a window; tokens are whole in the model.</summary>
public readonly record struct ReferencePayment(string Order, long Tokens);
