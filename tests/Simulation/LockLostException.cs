namespace FlexFunctions.Simulation;

/// <summary>A message of the simulated queue can not be settled: it is with somebody else, or comes again.</summary>
internal sealed class LockLostException() : Exception("The lock is lost.");
