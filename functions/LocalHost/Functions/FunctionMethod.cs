using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace FlexFunctions.LocalHost;

/// <summary>A method with a [Function] attribute and its one trigger.</summary>
public abstract class FunctionMethod
{
    private readonly Lazy<ObjectFactory> _factory;

    private protected FunctionMethod(string name, MethodInfo method)
    {
        Name = name;
        Method = method;
        _factory = new(() => ActivatorUtilities.CreateFactory(method.DeclaringType!, Type.EmptyTypes));
    }

    /// <summary>The function's name.</summary>
    public string Name { get; }

    /// <summary>The method that runs.</summary>
    public MethodInfo Method { get; }

    /// <summary>
    /// An object of the function's class, made for one invocation by constructor injection; null if static.
    /// </summary>
    internal object? NewInstance(IServiceProvider services) => Method.IsStatic ? null : _factory.Value(services, []);

    /// <summary>Runs the method of a new object in a scope of its own.</summary>
    /// <param name="services">Where the scope is opened.</param>
    /// <param name="argument">Gives the value of each parameter.</param>
    internal async Task InvokeAsync(IServiceProvider services, Func<ParameterInfo, object?> argument)
    {
        await using var scope = services.CreateAsyncScope();
        var arguments = Method.GetParameters().Select(argument).ToArray();
        var instance = NewInstance(scope.ServiceProvider);
        var result = Method.Invoke(instance, BindingFlags.DoNotWrapExceptions, null, arguments, null);
        if (result is Task task)
        {
            await task;
        }
    }
}
