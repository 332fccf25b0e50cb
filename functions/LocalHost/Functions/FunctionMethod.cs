using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace FlexFunctions.LocalHost;

/// <summary>A method with a [Function] attribute and one trigger.</summary>
/// <param name="name">The function's name.</param>
/// <param name="method">The method.</param>
public abstract class FunctionMethod(string name, MethodInfo method)
{
    private readonly Lazy<ObjectFactory> _factory = new(() =>
        ActivatorUtilities.CreateFactory(method.DeclaringType!, Type.EmptyTypes)
    );

    /// <summary>The function's name.</summary>
    public string Name => name;

    /// <summary>The method.</summary>
    public MethodInfo Method => method;

    /// <summary>
    /// Creates the function's class for one invocation by constructor injection. Returns null if the method is static.
    /// </summary>
    internal object? NewInstance(IServiceProvider services) => method.IsStatic ? null : _factory.Value(services, []);

    /// <summary>Invokes the method on a new object in a new scope.</summary>
    /// <param name="services">The services to create the scope from.</param>
    /// <param name="argument">Returns the value of a parameter.</param>
    internal async Task InvokeAsync(IServiceProvider services, Func<ParameterInfo, object?> argument)
    {
        await using var scope = services.CreateAsyncScope();
        var arguments = method.GetParameters().Select(argument).ToArray();
        var instance = NewInstance(scope.ServiceProvider);
        if (method.Invoke(instance, BindingFlags.DoNotWrapExceptions, null, arguments, null) is Task task)
        {
            await task;
        }
    }
}
