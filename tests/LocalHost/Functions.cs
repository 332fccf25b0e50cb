using Azure.Messaging.ServiceBus;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.LocalHost.Tests;

/// <summary>Records what the functions below receive, and holds what they do.</summary>
public sealed class Recorder
{
    public List<string> Lines { get; } = [];
    public List<object> Seen { get; } = [];
    public Func<ServiceBusReceivedMessage[], ServiceBusMessageActions, CancellationToken, Task> OnBatch { get; set; } =
        (_, _, _) => Task.CompletedTask;
    public Func<HttpRequest, CancellationToken, Task<IResult>> OnRequest { get; set; } =
        (_, _) => Task.FromResult(Results.Ok());
    public Func<TimerInfo, CancellationToken, Task> OnTimer { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Returns the body of the next message.</summary>
    public Task<string> NextMessage()
    {
        var received = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        OnBatch = (messages, _, _) =>
        {
            received.TrySetResult(messages[0].Body.ToString());
            return Task.CompletedTask;
        };
        return received.Task;
    }
}

public sealed class BatchFunction(Recorder recorder)
{
    [Function("Batch")]
    public Task Run(
        [ServiceBusTrigger("events", IsBatched = true)] ServiceBusReceivedMessage[] messages,
        ServiceBusMessageActions actions,
        CancellationToken cancellationToken
    )
    {
        lock (recorder)
        {
            recorder.Seen.AddRange(messages);
        }

        return recorder.OnBatch(messages, actions, cancellationToken);
    }
}

public sealed class WebFunctions(Recorder recorder)
{
    [Function("Echo")]
    public IResult Echo(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/echo/{name}/{number?}")] HttpRequest request,
        string name,
        string? number
    )
    {
        recorder.Lines.Add(name);
        return Results.Text($"{request.Method} {name} {number}");
    }

    [Function("Count")]
    public static IResult Count([HttpTrigger("get", Route = "api/count/{number}")] HttpRequest request, int number) =>
        Results.Text($"{number + 1} {request.Path}");

    [Function("Do")]
    public Task<IResult> Do(
        [HttpTrigger("POST", Route = "api/do")] HttpRequest request,
        CancellationToken cancellationToken
    ) => recorder.OnRequest(request, cancellationToken);

    [Function("NoRoute")]
    public static IResult NoRoute([HttpTrigger] HttpRequest request) => Results.Text(request.Method);
}

public sealed class PageFunction
{
    [Function("Page")]
    public static IResult Page([HttpTrigger("get", Route = "{*path}")] HttpRequest request, string? path) =>
        Results.Text($"page '{path}' {request.Method}");
}

public sealed class HourlyFunction(Recorder recorder)
{
    [Function("Hourly")]
    public Task Run([TimerTrigger("0 0 * * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        lock (recorder)
        {
            recorder.Seen.Add(timer);
        }

        return recorder.OnTimer(timer, cancellationToken);
    }
}
