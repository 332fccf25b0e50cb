using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace FlexFunctions.LocalHost;

/// <summary>
/// Looks for functions' classes that could not be made. Found at start this is one line; found by messages, each of
/// them would fail ten times and be dead-lettered.
/// </summary>
internal static class ConstructorCheck
{
    /// <summary>Checks every function's class without making an object of it.</summary>
    /// <exception cref="FunctionDiscoveryException">A constructor asks for what is not registered.</exception>
    internal static void Run(IEnumerable<FunctionMethod> functions, IServiceProvider services)
    {
        var registered = services.GetRequiredService<IServiceProviderIsService>();
        var flaws = functions
            .Where(function => !function.Method.IsStatic)
            .Select(function => function.Method.DeclaringType!)
            .Distinct()
            .Select(type => Flaw(type, registered))
            .OfType<string>()
            .ToList();
        if (flaws.Count > 0)
        {
            throw new FunctionDiscoveryException(flaws);
        }
    }

    private static string? Flaw(Type type, IServiceProviderIsService registered)
    {
        if (type.GetConstructors() is not [var constructor])
        {
            return $"{type.FullName}: a function's class has one public constructor.";
        }

        var missing = constructor
            .GetParameters()
            .FirstOrDefault(parameter =>
                !parameter.HasDefaultValue
                && parameter.GetCustomAttribute<FromKeyedServicesAttribute>() is null
                && !registered.IsService(parameter.ParameterType)
            );
        return missing is null
            ? null
            : $"{type.FullName}: its constructor asks for {missing.ParameterType}, which is not registered.";
    }
}
