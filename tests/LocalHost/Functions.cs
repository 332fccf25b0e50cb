using Azure.Messaging.ServiceBus;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.LocalHost.Tests;

/// <summary>What the functions below note, and what a test tells them to do.</summary>
public sealed class Notebook
{
    public List<string> Lines { get; } = [];
    public List<object> Seen { get; } = [];
    public Func<ServiceBusReceivedMessage[], ServiceBusMessageActions, CancellationToken, Task> OnBatch { get; set; } =
        (_, _, _) => Task.CompletedTask;
    public Func<HttpRequest, CancellationToken, Task<IResult>> OnRequest { get; set; } =
        (_, _) => Task.FromResult(Results.Ok());
    public Func<TimerInfo, CancellationToken, Task> OnTimer { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>The body of the next message that comes.</summary>
    public Task<string> NextMessage()
    {
        var came = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        OnBatch = (messages, _, _) =>
        {
            came.TrySetResult(messages[0].Body.ToString());
            return Task.CompletedTask;
        };
        return came.Task;
    }
}

public sealed class BatchFunction(Notebook notebook)
{
    [Function("Batch")]
    public Task Run(
        [ServiceBusTrigger("events", IsBatched = true)] ServiceBusReceivedMessage[] messages,
        ServiceBusMessageActions actions,
        CancellationToken cancellationToken
    )
    {
        lock (notebook)
        {
            notebook.Seen.AddRange(messages);
        }

        return notebook.OnBatch(messages, actions, cancellationToken);
    }
}

public sealed class WebFunctions(Notebook notebook)
{
    [Function("Echo")]
    public IResult Echo(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/echo/{name}/{number?}")] HttpRequest request,
        string name,
        string? number
    )
    {
        notebook.Lines.Add(name);
        return Results.Text($"{request.Method} {name} {number}");
    }

    [Function("Count")]
    public static IResult Count([HttpTrigger("get", Route = "api/count/{number}")] HttpRequest request, int number) =>
        Results.Text($"{number + 1} {request.Path}");

    [Function("Do")]
    public Task<IResult> Do(
        [HttpTrigger("POST", Route = "api/do")] HttpRequest request,
        CancellationToken cancellationToken
    ) => notebook.OnRequest(request, cancellationToken);

    [Function("NoRoute")]
    public static IResult NoRoute([HttpTrigger] HttpRequest request) => Results.Text(request.Method);
}

public sealed class PageFunction
{
    [Function("Page")]
    public static IResult Page([HttpTrigger("get", Route = "{*path}")] HttpRequest request, string? path) =>
        Results.Text($"page '{path}' {request.Method}");
}

public sealed class HourlyFunction(Notebook notebook)
{
    [Function("Hourly")]
    public Task Run([TimerTrigger("0 0 * * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        lock (notebook)
        {
            notebook.Seen.Add(timer);
        }

        return notebook.OnTimer(timer, cancellationToken);
    }
}
