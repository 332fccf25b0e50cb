using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.LocalHost;

/// <summary>The functions of an assembly.</summary>
public sealed partial class FunctionIndex
{
    private FunctionIndex(IReadOnlyList<FunctionMethod> functions)
    {
        Http = [.. functions.OfType<HttpFunction>()];
        Queue = [.. functions.OfType<QueueFunction>()];
        Timer = [.. functions.OfType<TimerFunction>()];
    }

    /// <summary>The functions with an HTTP trigger, ordered by name.</summary>
    public IReadOnlyList<HttpFunction> Http { get; }

    /// <summary>The functions with a queue trigger, ordered by name.</summary>
    public IReadOnlyList<QueueFunction> Queue { get; }

    /// <summary>The functions with a timer trigger, ordered by name.</summary>
    public IReadOnlyList<TimerFunction> Timer { get; }

    /// <summary>Finds and validates the functions among types.</summary>
    /// <param name="types">The types.</param>
    /// <param name="host">The host.json settings.</param>
    /// <param name="setting">Returns the value of a setting, or null.</param>
    /// <exception cref="FunctionDiscoveryException">At least one function is invalid.</exception>
    internal static FunctionIndex Scan(IEnumerable<Type> types, HostJson host, Func<string, string?> setting)
    {
        const BindingFlags declared =
            BindingFlags.Public
            | BindingFlags.NonPublic
            | BindingFlags.Static
            | BindingFlags.Instance
            | BindingFlags.DeclaredOnly;
        var reader = new TriggerReader(host, setting);
        var errors = new List<string>();
        var functions = new List<FunctionMethod>();
        foreach (var type in types)
        {
            foreach (var method in type.GetMethods(declared))
            {
                if (method.GetCustomAttribute<FunctionAttribute>() is { } attribute)
                {
                    Try(method, () => functions.Add(Read(attribute.Name, method, reader)));
                }
            }
        }

        foreach (var same in functions.GroupBy(function => function.Name, StringComparer.OrdinalIgnoreCase))
        {
            if (same.Count() > 1)
            {
                errors.Add(
                    $"{string.Join(" and ", same.Select(f => Place(f.Method)))}: the function name '{same.Key}' is "
                        + "used more than once; names are unique without regard to case."
                );
            }
        }

        errors.AddRange(RouteConflicts.Find(functions.OfType<HttpFunction>()));
        if (errors.Count > 0)
        {
            throw new FunctionDiscoveryException(errors);
        }

        return new([.. functions.OrderBy(function => function.Name, StringComparer.Ordinal)]);

        void Try(MethodInfo method, Action read)
        {
            try
            {
                read();
            }
            catch (FormatException e)
            {
                errors.Add($"{Place(method)}: {e.Message}.");
            }
        }
    }

    internal static string Place(MethodInfo method) => $"{method.DeclaringType!.FullName}.{method.Name}";

    private static FunctionMethod Read(string name, MethodInfo method, TriggerReader reader)
    {
        if (!FunctionName().IsMatch(name))
        {
            throw new FormatException(
                $"'{name}' is not a function name: a letter, then up to 127 letters, digits, '_' and '-'"
            );
        }

        if (!method.IsPublic)
        {
            throw new FormatException("the method must be public");
        }

        if (method.ContainsGenericParameters || (method.DeclaringType!.IsAbstract && !method.IsStatic))
        {
            throw new FormatException("the method must not be generic, and its class must not be abstract");
        }

        return reader.Read(name, method);
    }

    [GeneratedRegex(@"^[a-zA-Z][\w-]{0,127}$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FunctionName();
}
