namespace FlexFunctions.App;

/// <summary>The catalog can not be used; the message names the entry and what is wrong with it.</summary>
public sealed class CatalogException(string message, Exception? innerException = null)
    : Exception(message, innerException);
