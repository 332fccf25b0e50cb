using System.Reflection;
using Microsoft.AspNetCore.Routing.Patterns;

namespace FlexFunctions.LocalHost;

/// <summary>A function that answers HTTP requests.</summary>
public sealed class HttpFunction : FunctionMethod
{
    internal HttpFunction(string name, MethodInfo method, RoutePattern route, IReadOnlyList<string> methods)
        : base(name, method)
    {
        Pattern = route;
        Methods = methods;
    }

    /// <summary>The whole route, the host's prefix included, without a slash in front.</summary>
    public string Route => Pattern.RawText ?? "";

    /// <summary>The methods it answers, in capitals; empty means every one.</summary>
    public IReadOnlyList<string> Methods { get; }

    internal RoutePattern Pattern { get; }

    internal bool Answers(string method) =>
        Methods.Count == 0 || Methods.Contains(method, StringComparer.OrdinalIgnoreCase);
}
