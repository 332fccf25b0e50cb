using System.Text.Json;
using FlexFunctions.LocalHost;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace FlexFunctions.App.Hosting.Local;

/// <summary>Calls the functions' HTTP API in this process, with routing and binding.</summary>
/// <param name="functions">The functions.</param>
/// <param name="key">Signs the caller's token.</param>
/// <param name="time">The clock.</param>
internal sealed class InProcessApi(LocalFunctions functions, LocalKey key, TimeProvider time)
{
    /// <summary>Sends a request as the vendor.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="path">The path and query.</param>
    /// <param name="body">The JSON body, or null.</param>
    /// <param name="idempotencyKey">The idempotency key, or null.</param>
    public async Task<(int Status, JsonElement Body)> CallAsync(
        string method,
        string path,
        object? body = null,
        string? idempotencyKey = null
    )
    {
        await using var scope = functions.Services.CreateAsyncScope();
        var answer = new MemoryStream();
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        var (target, query) = path.IndexOf('?', StringComparison.Ordinal) is var mark and >= 0
            ? (path[..mark], path[mark..])
            : (path, "");
        context.Request.Method = method;
        context.Request.Scheme = "http";
        context.Request.Host = new HostString("localhost");
        context.Request.Path = target;
        context.Request.QueryString = new QueryString(query);
        context.Request.Headers.Authorization =
            "Bearer " + key.Mint(Role.Operator, null, time.GetUtcNow(), TimeSpan.FromHours(1));
        if (idempotencyKey is not null)
        {
            context.Request.Headers["Idempotency-Key"] = idempotencyKey;
        }

        if (body is not null)
        {
            var json = JsonSerializer.SerializeToUtf8Bytes(body, ApiJson.Options);
            (context.Request.ContentType, context.Request.ContentLength) = ("application/json", json.Length);
            context.Request.Body = new MemoryStream(json);
        }

        context.Response.Body = answer;
        await functions.InvokeHttpAsync(context);
        using var document = JsonDocument.Parse(answer.Length == 0 ? "null"u8.ToArray() : answer.ToArray());
        return (context.Response.StatusCode, document.RootElement.Clone());
    }

    /// <summary>Reads all pages of a list.</summary>
    /// <param name="path">The path without a query.</param>
    /// <param name="list">The field with the entries of a page.</param>
    public async Task<IReadOnlyList<JsonElement>> ReadAllAsync(string path, string list)
    {
        var (entries, next) = (new List<JsonElement>(), path);
        while (true)
        {
            var (status, page) = await CallAsync("GET", next);
            if (status == StatusCodes.Status404NotFound)
            {
                return entries;
            }

            entries.AddRange(page.GetProperty(list).EnumerateArray());
            if (!page.TryGetProperty("continuation", out var continuation))
            {
                return entries;
            }

            next = $"{path}?continuation={Uri.EscapeDataString(continuation.GetString()!)}";
        }
    }
}
