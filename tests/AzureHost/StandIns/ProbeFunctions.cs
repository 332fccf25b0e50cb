using System.Security.Cryptography;
using Azure.Messaging.ServiceBus;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace FlexFunctions.AzureHost;

/// <summary>
/// Functions that show what a host passes to them. They run only in tests, in the worker process and on the local host.
/// </summary>
public sealed class ProbeFunctions(TimeProvider time, ILoggerFactory logging)
{
    public const string Queue = "probe";

    private readonly ILogger _logger = logging.CreateLogger<ProbeFunctions>();

    /// <summary>The setting with the name of a file; a waiting probe continues when the file exists.</summary>
    public const string ReleaseSetting = "PROBE_RELEASE";

    [Function("ProbeEcho")]
    public static async Task<IResult> Echo(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", "put", Route = "probe/echo/{value}/{more?}")]
            HttpRequest request,
        string value,
        string? more,
        CancellationToken cancellationToken
    )
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellationToken);
        return Results.Json(
            new
            {
                method = request.Method,
                value,
                more,
                query = request.QueryString.Value,
                type = request.ContentType,
                length = body.Length,
                hash = Convert.ToHexStringLower(SHA256.HashData(body.ToArray())),
            }
        );
    }

    [Function("ProbeLarge")]
    public static IResult Large(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "probe/large/{bytes}")] HttpRequest request,
        int bytes
    ) => Results.Text(new string('x', bytes));

    [Function("ProbeThrow")]
    public static IResult Throw(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "probe/throw")] HttpRequest request
    ) => throw new InvalidOperationException("planted");

    [Function("ProbeWait")]
    public async Task<IResult> Wait(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "probe/wait")] HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        await WaitAsync(cancellationToken);
        return Results.Text("released");
    }

    [Function("ProbeBatch")]
    public Task Batch(
        [ServiceBusTrigger(Queue, Connection = "ServiceBus", IsBatched = true)] ServiceBusReceivedMessage[] messages,
        ServiceBusMessageActions actions,
        CancellationToken cancellationToken
    ) => WaitAsync(cancellationToken);

    [Function("ProbeTimer")]
    public void Timer([TimerTrigger("0 0 0 1 1 *")] TimerInfo timer)
    {
        logging
            .CreateLogger("System.Net.Http.HttpClient.CallInvokerExtractor.LogicalHandler")
            .LogInformation("what each settlement logs");
        _logger.LogInformation("timer {IsPastDue} {Last:O}", timer.IsPastDue, timer.ScheduleStatus?.Last);
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        _logger.LogInformation("probe waits");
        var release = Environment.GetEnvironmentVariable(ReleaseSetting);
        try
        {
            while (!File.Exists(release))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), time, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            _logger.LogInformation("probe cancelled");
            throw;
        }
    }
}
