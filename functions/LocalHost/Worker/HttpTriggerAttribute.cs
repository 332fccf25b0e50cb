namespace Microsoft.Azure.Functions.Worker;

/// <summary>Runs the function when an HTTP request matches its route and one of its methods.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class HttpTriggerAttribute : Attribute
{
    /// <summary>Every method, function key.</summary>
    public HttpTriggerAttribute()
        : this(AuthorizationLevel.Function, null!) { }

    /// <summary>The given methods, function key.</summary>
    /// <param name="methods">Method names, in any case; none means every method.</param>
    public HttpTriggerAttribute(params string[] methods)
        : this(AuthorizationLevel.Function, methods) { }

    /// <summary>Every method.</summary>
    /// <param name="authLevel">Which key Azure asks for.</param>
    public HttpTriggerAttribute(AuthorizationLevel authLevel)
        : this(authLevel, null!) { }

    /// <summary>The given methods.</summary>
    /// <param name="authLevel">Which key Azure asks for.</param>
    /// <param name="methods">Method names, in any case; none means every method.</param>
    public HttpTriggerAttribute(AuthorizationLevel authLevel, params string[] methods)
    {
        AuthLevel = authLevel;
        Methods = methods;
    }

    /// <summary>
    /// The route below the host's prefix, with parameters as <c>{name}</c>; the function's name if null.
    /// </summary>
    public string? Route { get; set; }

    /// <summary>The methods that are answered; null or empty means every one.</summary>
    public string[]? Methods { get; }

    /// <summary>Which key Azure asks for.</summary>
    public AuthorizationLevel AuthLevel { get; }
}
