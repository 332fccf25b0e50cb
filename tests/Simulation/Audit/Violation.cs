namespace FlexFunctions.Simulation.Audit;

/// <summary>The auditor found what no rule allows.</summary>
internal sealed class Violation(string message) : Exception(message);
