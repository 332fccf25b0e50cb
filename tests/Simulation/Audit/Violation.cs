namespace FlexFunctions.Simulation.Audit;

/// <summary>A violation of the rules, found by the auditor.</summary>
internal sealed class Violation(string message) : Exception(message);
