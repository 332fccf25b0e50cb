using System.Reflection;
using Microsoft.AspNetCore.Routing.Patterns;

namespace FlexFunctions.LocalHost;

/// <summary>A function with an HTTP trigger.</summary>
/// <param name="name">The function's name.</param>
/// <param name="method">The method.</param>
/// <param name="pattern">The route with the host's prefix, without a leading slash.</param>
/// <param name="methods">The accepted methods in upper case; empty for all.</param>
public sealed class HttpFunction(string name, MethodInfo method, RoutePattern pattern, IReadOnlyList<string> methods)
    : FunctionMethod(name, method)
{
    /// <summary>The route with the host's prefix, without a leading slash.</summary>
    public string Route => pattern.RawText ?? "";

    /// <summary>The accepted methods in upper case; empty for all.</summary>
    public IReadOnlyList<string> Methods => methods;

    internal RoutePattern Pattern => pattern;

    internal bool Accepts(string httpMethod) =>
        methods.Count == 0 || methods.Contains(httpMethod, StringComparer.OrdinalIgnoreCase);
}
