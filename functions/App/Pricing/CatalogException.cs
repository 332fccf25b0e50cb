namespace FlexFunctions.App;

/// <summary>The catalog is invalid. The message names the entry and the error.</summary>
public sealed class CatalogException(string message, Exception? innerException = null)
    : Exception(message, innerException);
