using Microsoft.AspNetCore.Routing.Patterns;

namespace FlexFunctions.LocalHost;

/// <summary>
/// Finds functions whose requests the Functions host would route to another function. The Functions host tries
/// functions in the order of their names, ignoring case, and picks the first whose route and method match. ASP.NET
/// Core, which routes here, picks the most specific route. Both agree if, of two routes that match the same path, the
/// more specific one belongs to the function whose name comes first.
/// </summary>
/// <remarks>
/// A parameter is assumed to match every text, whatever its constraints, except <c>maxlength(0)</c>, which the route of
/// the root page needs.
/// </remarks>
internal static class RouteConflicts
{
    internal static IEnumerable<string> Find(IEnumerable<HttpFunction> functions)
    {
        var byName = functions.OrderBy(function => function.Name, StringComparer.OrdinalIgnoreCase).ToList();
        return from i in Enumerable.Range(0, byName.Count)
            let first = byName[i]
            from later in byName.Skip(i + 1)
            where first.Pattern.InboundPrecedence >= later.Pattern.InboundPrecedence
            where first.Methods.Count == 0 || later.Methods.Count == 0 || first.Methods.Intersect(later.Methods).Any()
            where Overlap(Segments(first), Segments(later))
            select $"{FunctionIndex.Place(first.Method)} and {FunctionIndex.Place(later.Method)}: "
                + (
                    first.Pattern.InboundPrecedence == later.Pattern.InboundPrecedence
                        ? $"both handle the same method of the route '{first.Route}'."
                        : $"the Functions host tries '{first.Name}' before '{later.Name}', in the order of their names, "
                            + $"so the route '{first.Route}' gets requests for '{later.Route}'; rename one of the functions."
                );
    }

    private static RoutePatternPathSegment[] Segments(HttpFunction function) =>
        [
            .. function.Pattern.PathSegments.Where(segment =>
                Parameter(segment)?.ParameterPolicies.Any(policy => policy.Content == "maxlength(0)") != true
            ),
        ];

    private static bool Overlap(ReadOnlySpan<RoutePatternPathSegment> a, ReadOnlySpan<RoutePatternPathSegment> b)
    {
        while (!a.IsEmpty && !b.IsEmpty)
        {
            if (Parameter(a[0]) is { IsCatchAll: true } || Parameter(b[0]) is { IsCatchAll: true })
            {
                return true;
            }

            if (
                Literal(a[0]) is { } one
                && Literal(b[0]) is { } other
                && !one.Equals(other, StringComparison.OrdinalIgnoreCase)
            )
            {
                return false;
            }

            a = a[1..];
            b = b[1..];
        }

        // The rest of the longer route must be optional.
        foreach (var segment in a.IsEmpty ? b : a)
        {
            if (
                Parameter(segment) is not { } parameter
                || !(parameter.IsOptional || parameter.IsCatchAll || parameter.Default is not null)
            )
            {
                return false;
            }
        }

        return true;
    }

    private static string? Literal(RoutePatternPathSegment segment) =>
        segment is { IsSimple: true, Parts: [RoutePatternLiteralPart literal] } ? literal.Content : null;

    private static RoutePatternParameterPart? Parameter(RoutePatternPathSegment segment) =>
        segment is { IsSimple: true, Parts: [RoutePatternParameterPart parameter] } ? parameter : null;
}
