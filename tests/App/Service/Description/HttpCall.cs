using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace FlexFunctions.App.Tests;

/// <summary>Calls functions in this process, through routing and binding.</summary>
internal static class HttpCall
{
    /// <summary>Makes a call with or without a token.</summary>
    public static async Task<ApiReply> SendAsync(AppFixture app, ApiRequest call, string? token)
    {
        await using var scope = app.Functions.Services.CreateAsyncScope();
        using var answer = new MemoryStream();
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        var request = context.Request;
        (request.Method, request.Path, request.QueryString) = (
            call.Operation.Method,
            call.Path,
            new QueryString(call.Query)
        );
        request.Headers.Authorization = token is null ? default : $"Bearer {token}";
        foreach (var (name, value) in call.Headers)
        {
            request.Headers[name] = value;
        }

        if (call.Body is { } body)
        {
            (request.ContentType, request.ContentLength, request.Body) = (
                call.ContentType,
                body.Length,
                new MemoryStream(body)
            );
        }

        context.Response.Body = answer;
        await app.Functions.InvokeHttpAsync(context);
        return new ApiReply(
            context.Response.StatusCode,
            context.Response.ContentType ?? "",
            context.Response.Headers.ToDictionary(header => header.Key, header => header.Value.ToString()),
            Encoding.UTF8.GetString(answer.ToArray())
        );
    }
}
