namespace FlexFunctions.ReferenceModel;

/// <summary>The part of a charge that one order pays.</summary>
public readonly record struct ReferencePayment(string Order, long Tokens);
