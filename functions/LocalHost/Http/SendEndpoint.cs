using System.Buffers;
using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace FlexFunctions.LocalHost;

/// <summary>
/// The Service Bus REST send call, <c>POST /{queue}/messages</c>. Returns 201 when the messages are on disk, 404 for an
/// unknown queue, 413 for a body over 262,144 bytes, 400 with one line of text for an invalid request, and 503 with
/// problem details if the messages cannot be stored.
/// </summary>
internal sealed class SendEndpoint(QueueStore store, ILogger logger)
{
    private const string BatchType = "application/vnd.microsoft.servicebus.json";

    internal Endpoint Build()
    {
        var endpoint = new RouteEndpointBuilder(SendAsync, RoutePatternFactory.Parse("{queue}/messages"), order: 0)
        {
            DisplayName = "Service Bus send",
        };
        endpoint.Metadata.Add(new FunctionHttpMethods(HttpMethods.IsPost));
        return endpoint.Build();
    }

    private async Task SendAsync(HttpContext context)
    {
        if (!store.Queues.TryGetValue((string)context.Request.RouteValues["queue"]!, out var queue))
        {
            await AnswerAsync(context, StatusCodes.Status404NotFound, "The queue does not exist.");
            return;
        }

        if (await BodyAsync(context) is not { } body)
        {
            await AnswerAsync(
                context,
                StatusCodes.Status413PayloadTooLarge,
                $"A message or batch can have at most {OutgoingMessage.MaxBodyBytes} bytes."
            );
            return;
        }

        IReadOnlyList<OutgoingMessage> messages;
        try
        {
            messages = IsBatch(context.Request)
                ? SentMessages.Batch(body)
                : [SentMessages.Single(body, context.Request.Headers)];
        }
        catch (FormatException e)
        {
            await AnswerAsync(context, StatusCodes.Status400BadRequest, e.Message);
            return;
        }

        try
        {
            await queue.SendTracedAsync(messages, SentBy(context.Request));
            context.Response.StatusCode = StatusCodes.Status201Created;
        }
        catch (Exception e) when (e is SqliteException or ObjectDisposedException)
        {
            logger.LogWarning(e, "Queue {Queue} could not store a message", queue.Name);
            context.Response.Headers.RetryAfter = "5";
            await ProblemDetailsAnswer.WriteAsync(
                context,
                StatusCodes.Status503ServiceUnavailable,
                "queue-unavailable",
                "The message could not be stored. Nothing was enqueued; try again in a few seconds."
            );
        }
    }

    /// <summary>Reads the body. Returns null if it is too large.</summary>
    private static async Task<byte[]?> BodyAsync(HttpContext context)
    {
        const int maxBytes = OutgoingMessage.MaxBodyBytes;
        if (context.Request.ContentLength > maxBytes)
        {
            return null;
        }

        var read = await context.Request.BodyReader.ReadAtLeastAsync(maxBytes + 1, context.RequestAborted);
        var body = read.Buffer.Length > maxBytes ? null : read.Buffer.ToArray();
        // Otherwise the next request of the connection would not be read.
        context.Request.BodyReader.AdvanceTo(read.Buffer.End);
        return body;
    }

    /// <summary>Returns the caller's trace context, or default.</summary>
    private static ActivityContext SentBy(HttpRequest request) =>
        ActivityContext.TryParse(
            request.Headers.TraceParent,
            request.Headers.TraceState,
            isRemote: true,
            out var context
        )
            ? context
            : default;

    private static bool IsBatch(HttpRequest request) =>
        request.ContentType?.Split(';')[0].Trim().Equals(BatchType, StringComparison.OrdinalIgnoreCase) == true;

    private static Task AnswerAsync(HttpContext context, int status, string line)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(line.ReplaceLineEndings(" ") + "\n");
    }
}
