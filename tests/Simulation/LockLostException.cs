namespace FlexFunctions.Simulation;

/// <summary>A message of the simulated queue cannot be settled, because its lock has expired.</summary>
internal sealed class LockLostException() : Exception("The lock is lost.");
