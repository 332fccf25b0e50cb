namespace FlexFunctions.App;

/// <summary>No token can be validated: the signing keys of its issuer cannot be fetched.</summary>
/// <param name="cause">Why not.</param>
public sealed class SignInUnavailableException(Exception cause)
    : Exception("The signing keys of the token issuer cannot be fetched.", cause);
