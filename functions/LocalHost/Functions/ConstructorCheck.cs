using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace FlexFunctions.LocalHost;

/// <summary>
/// Finds function classes that cannot be created. Without this check every message would fail ten times and be
/// dead-lettered.
/// </summary>
internal static class ConstructorCheck
{
    /// <summary>Checks every function class without creating it.</summary>
    /// <exception cref="FunctionDiscoveryException">A constructor needs a service that is not registered.</exception>
    internal static void Run(IEnumerable<FunctionMethod> functions, IServiceProvider services)
    {
        var registered = services.GetRequiredService<IServiceProviderIsService>();
        var errors = functions
            .Where(function => !function.Method.IsStatic)
            .Select(function => function.Method.DeclaringType!)
            .Distinct()
            .Select(type => FindError(type, registered))
            .OfType<string>()
            .ToList();
        if (errors.Count > 0)
        {
            throw new FunctionDiscoveryException(errors);
        }
    }

    private static string? FindError(Type type, IServiceProviderIsService registered)
    {
        if (type.GetConstructors() is not [var constructor])
        {
            return $"{type.FullName}: a function class must have one public constructor.";
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
            : $"{type.FullName}: its constructor needs {missing.ParameterType}, which is not registered.";
    }
}
