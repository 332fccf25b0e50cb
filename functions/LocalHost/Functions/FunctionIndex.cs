using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.LocalHost;

/// <summary>The functions of an assembly, found and checked.</summary>
public sealed partial class FunctionIndex
{
    private FunctionIndex(IReadOnlyList<FunctionMethod> functions)
    {
        Http = [.. functions.OfType<HttpFunction>()];
        Queue = [.. functions.OfType<QueueFunction>()];
        Timer = [.. functions.OfType<TimerFunction>()];
    }

    /// <summary>Those with an HTTP trigger, by name.</summary>
    public IReadOnlyList<HttpFunction> Http { get; }

    /// <summary>Those with a queue trigger, by name.</summary>
    public IReadOnlyList<QueueFunction> Queue { get; }

    /// <summary>Those with a timer trigger, by name.</summary>
    public IReadOnlyList<TimerFunction> Timer { get; }

    /// <summary>Finds the functions of an assembly.</summary>
    /// <param name="types">Where to look.</param>
    /// <param name="host">The route prefix.</param>
    /// <param name="setting">
    /// The value of a setting named as <c>%Name%</c> in an attribute; null if there is none.
    /// </param>
    /// <exception cref="FunctionDiscoveryException">At least one can not be run.</exception>
    internal static FunctionIndex Scan(IEnumerable<Type> types, HostJson host, Func<string, string?> setting)
    {
        const BindingFlags declared =
            BindingFlags.Public
            | BindingFlags.NonPublic
            | BindingFlags.Static
            | BindingFlags.Instance
            | BindingFlags.DeclaredOnly;
        var reader = new TriggerReader(host, setting);
        var flaws = new List<string>();
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
                flaws.Add(
                    $"{string.Join(" and ", same.Select(f => Place(f.Method)))}: the function name '{same.Key}' is "
                        + "used more than once; names are unique without regard to case."
                );
            }
        }

        flaws.AddRange(RouteOrder.Flaws(functions.OfType<HttpFunction>()));
        if (flaws.Count > 0)
        {
            throw new FunctionDiscoveryException(flaws);
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
                flaws.Add($"{Place(method)}: {e.Message}.");
            }
        }
    }

    internal static string Place(MethodInfo method) => $"{method.DeclaringType!.FullName}.{method.Name}";

    private static FunctionMethod Read(string name, MethodInfo method, TriggerReader reader)
    {
        if (!FunctionName().IsMatch(name))
        {
            throw new FormatException(
                $"'{name}' is no function name; one is a letter and then up to 127 letters, digits, '_' and '-'"
            );
        }

        if (!method.IsPublic)
        {
            throw new FormatException("a function's method is public");
        }

        if (method.ContainsGenericParameters || (method.DeclaringType!.IsAbstract && !method.IsStatic))
        {
            throw new FormatException("a function's method is not generic, and its class can be made");
        }

        return reader.Read(name, method);
    }

    [GeneratedRegex(@"^[a-zA-Z][\w-]{0,127}$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FunctionName();
}
