using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace FlexFunctions.App.Tests;

/// <summary>The first step that answers ends a call.</summary>
public sealed class ApiCallTests
{
    private readonly DefaultHttpContext _context = new();

    [Fact]
    public async Task A_denied_call_reads_no_body_and_decides_nothing()
    {
        await using var app = new AppFixture();
        var endpoint = app.Functions.Services.GetRequiredService<LedgerEndpoint>();

        var access = await endpoint.AuthorizeAsync(_context.Request, "acme", Role.Operator, default);
        var call = await access.ReadBodyAsync<string>(
            _ => throw Unreached(),
            IdempotencyKeyRequirement.Required,
            "orders"
        );
        var answer = await call.CommitOnceAsync(_ => throw Unreached());

        Assert.Equal(401, StatusOf(answer));
    }

    [Fact]
    public async Task An_exception_ends_the_call_with_500()
    {
        await using var app = new AppFixture();
        var call = app.Functions.Services.GetRequiredService<ApiEndpoint>().Open(_context.Request);

        await call.RunAsync(() => throw new InvalidOperationException("A bug."));
        var answer = await call.AnswerAsync(() => ApiAnswer.Of("ok"));

        Assert.Equal(500, StatusOf(answer));
    }

    private static int? StatusOf(IResult answer) => Assert.IsType<IStatusCodeHttpResult>(answer, false).StatusCode;

    private static Exception Unreached() => new("This step must not run.");
}
