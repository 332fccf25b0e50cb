using System.Reflection;
using Azure.Messaging.ServiceBus;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.LocalHost;

/// <summary>Reads the trigger of a method. Rejects what the Azure worker would reject or run incorrectly.</summary>
/// <remarks>Errors are <see cref="FormatException"/>s without the method name; the caller adds it.</remarks>
internal sealed class TriggerReader(HostJson host, Func<string, string?> setting)
{
    internal FunctionMethod Read(string name, MethodInfo method)
    {
        var triggers = (
            from parameter in method.GetParameters()
            from attribute in parameter.GetCustomAttributes()
            where attribute is HttpTriggerAttribute or TimerTriggerAttribute or ServiceBusTriggerAttribute
            select (parameter, attribute)
        ).ToList();
        if (triggers.Count == 0)
        {
            throw new FormatException("no parameter has a trigger attribute; a function has exactly one");
        }

        if (triggers.Count > 1)
        {
            throw new FormatException(
                $"{triggers.Count} parameters have trigger attributes; a function has exactly one"
            );
        }

        var (trigger, kind) = triggers[0];
        return kind switch
        {
            HttpTriggerAttribute http => ReadHttp(name, method, trigger, http),
            TimerTriggerAttribute timer => ReadTimer(name, method, trigger, timer),
            _ => ReadQueue(name, method, trigger, (ServiceBusTriggerAttribute)kind),
        };
    }

    private HttpFunction ReadHttp(string name, MethodInfo method, ParameterInfo trigger, HttpTriggerAttribute attribute)
    {
        if (trigger.ParameterType != typeof(HttpRequest))
        {
            throw new FormatException(
                $"the HTTP trigger is on a parameter of type {trigger.ParameterType}; this host binds it to HttpRequest"
            );
        }

        if (!IsResult(method.ReturnType))
        {
            throw new FormatException(
                $"it returns {method.ReturnType}; an HTTP function returns IResult or Task<IResult> (for anything else "
                    + "Azure's worker answers an empty 200)"
            );
        }

        var pattern = Parse(OwnRoute(name, attribute));
        foreach (var parameter in method.GetParameters())
        {
            if (parameter.Position != trigger.Position && parameter.ParameterType != typeof(CancellationToken))
            {
                CheckRouteParameter(parameter, pattern);
            }
        }

        return new(name, method, pattern, [.. (attribute.Methods ?? []).Select(m => m.ToUpperInvariant()).Distinct()]);
    }

    private static void CheckRouteParameter(ParameterInfo parameter, RoutePattern pattern)
    {
        if (pattern.GetParameter(parameter.Name!) is not { } part)
        {
            throw new FormatException(
                $"the parameter '{parameter.Name}' is neither a parameter of the route '{pattern.RawText}' nor a "
                    + "CancellationToken"
            );
        }

        // The worker would pass null; the binder here would reject the request.
        var mayBeAbsent = part.IsOptional || part.IsCatchAll;
        var mayBeNull = new NullabilityInfoContext().Create(parameter).ReadState != NullabilityState.NotNull;
        if (mayBeAbsent && !mayBeNull)
        {
            throw new FormatException(
                $"the parameter '{parameter.Name}' may be absent in the route '{pattern.RawText}'; its type must "
                    + "allow null"
            );
        }
    }

    /// <summary>
    /// Returns the route without host.json's prefix. The Functions host checks routes without the prefix.
    /// </summary>
    private string OwnRoute(string name, HttpTriggerAttribute attribute)
    {
        var written = SettingReferences.Expand(attribute.Route ?? name, setting);
        var route = written.Trim('/');
        if (string.IsNullOrWhiteSpace(route))
        {
            throw new FormatException(
                $"the route '{written}' "
                    + (route == written ? $"is served at /{name}" : "breaks every HTTP function")
                    + " by the Functions host; the route of the root page is '{nothing:maxlength(0)?}'"
            );
        }

        foreach (var reserved in new[] { "admin", "runtime" })
        {
            if (route.StartsWith(reserved, StringComparison.OrdinalIgnoreCase))
            {
                throw new FormatException(
                    $"the route '{route}' begins with '{reserved}', which the Functions host keeps for itself"
                );
            }
        }

        return route;
    }

    private RoutePattern Parse(string own)
    {
        var route = $"{host.RoutePrefix}/{own}".Trim('/');
        try
        {
            return RoutePatternFactory.Parse(route);
        }
        catch (RoutePatternException e)
        {
            throw new FormatException($"the route '{route}' cannot be read: {e.Message.TrimEnd('.')}", e);
        }
    }

    private TimerFunction ReadTimer(
        string name,
        MethodInfo method,
        ParameterInfo trigger,
        TimerTriggerAttribute attribute
    )
    {
        if (trigger.ParameterType != typeof(TimerInfo))
        {
            throw new FormatException(
                $"the timer trigger is on a parameter of type {trigger.ParameterType}; this host binds it to TimerInfo"
            );
        }

        CheckReturn(method);
        CheckOthers(method, trigger, []);
        var schedule = TimerSchedule.Parse(SettingReferences.Expand(attribute.Schedule, setting));
        return new(name, method, schedule, attribute.UseMonitor, attribute.RunOnStartup);
    }

    private QueueFunction ReadQueue(
        string name,
        MethodInfo method,
        ParameterInfo trigger,
        ServiceBusTriggerAttribute attribute
    )
    {
        if (attribute.QueueName is null)
        {
            throw new FormatException("it listens to a topic; this host has queues only");
        }

        if (attribute.IsSessionsEnabled)
        {
            throw new FormatException("it needs sessions, which this host does not support");
        }

        CheckMessages(trigger.ParameterType, attribute.IsBatched);
        CheckReturn(method);
        CheckOthers(method, trigger, [typeof(ServiceBusMessageActions)]);
        // Only the metadata shows whether the attribute sets the property.
        var written = trigger
            .CustomAttributes.Single(data => data.AttributeType == typeof(ServiceBusTriggerAttribute))
            .NamedArguments.Any(argument => argument.MemberName == nameof(attribute.AutoCompleteMessages));
        return new(
            name,
            method,
            SettingReferences.Expand(attribute.QueueName, setting),
            attribute.IsBatched,
            written ? attribute.AutoCompleteMessages : null
        );
    }

    private static void CheckMessages(Type type, bool isBatched)
    {
        Type[] single = [typeof(ServiceBusReceivedMessage), typeof(string), typeof(byte[])];
        Type[] batch = [typeof(ServiceBusReceivedMessage[]), typeof(string[]), typeof(byte[][])];
        if ((isBatched ? batch : single).Contains(type))
        {
            return;
        }

        if ((isBatched ? single : batch).Contains(type))
        {
            throw new FormatException(
                $"the queue trigger is on a parameter of type {type} with IsBatched = {isBatched}, which do not "
                    + "go together"
            );
        }

        throw new FormatException(
            $"the queue trigger is on a parameter of type {type}; with IsBatched = {isBatched} it is one of "
                + string.Join(", ", (isBatched ? batch : single).Select(t => t.Name))
                + (isBatched ? " (Azure's worker binds lists to null, or throws)" : "")
        );
    }

    private static void CheckReturn(MethodInfo method)
    {
        var isAsyncVoid =
            method.ReturnType == typeof(void)
            && method.GetCustomAttribute<System.Runtime.CompilerServices.AsyncStateMachineAttribute>() is not null;
        if (isAsyncVoid || (method.ReturnType != typeof(Task) && method.ReturnType != typeof(void)))
        {
            throw new FormatException(
                $"it returns {(isAsyncVoid ? "async void" : method.ReturnType)}; a timer or queue "
                    + "function returns Task or void"
            );
        }
    }

    private static void CheckOthers(MethodInfo method, ParameterInfo trigger, Type[] types)
    {
        var allowed = types.Append(typeof(CancellationToken)).ToList();
        foreach (var parameter in method.GetParameters())
        {
            if (parameter.Position != trigger.Position && !allowed.Contains(parameter.ParameterType))
            {
                throw new FormatException(
                    $"the parameter '{parameter.Name}' of type {parameter.ParameterType} cannot be bound; in addition to the "
                        + $"trigger these are supported: {string.Join(", ", allowed.Select(type => type.Name))}"
                );
            }
        }
    }

    private static bool IsResult(Type type) =>
        type.IsAssignableTo(typeof(IResult))
        || (
            type.IsGenericType
            && type.GetGenericTypeDefinition() == typeof(Task<>)
            && type.GetGenericArguments()[0].IsAssignableTo(typeof(IResult))
        );
}
