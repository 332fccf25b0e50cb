namespace FlexFunctions.App;

/// <summary>Tokens cannot be validated because the signing keys of their issuer cannot be fetched.</summary>
/// <param name="cause">The reason.</param>
public sealed class SignInUnavailableException(Exception cause)
    : Exception("The signing keys of the token issuer cannot be fetched.", cause);
