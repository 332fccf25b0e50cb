namespace FlexFunctions.Storage;

/// <summary>Another decision of this instance has its turn at the money; the attempt is begun again after it.</summary>
internal sealed class MoneyInUseException() : Exception("Another decision of this instance has its turn at the money.");
