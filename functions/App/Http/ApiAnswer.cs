using FlexFunctions.Domain;
using Microsoft.AspNetCore.Http;

namespace FlexFunctions.App;

/// <summary>What a call comes to: an answer, or a refusal.</summary>
public abstract record ApiAnswer
{
    private ApiAnswer() { }

    /// <summary>The call is answered.</summary>
    /// <param name="Body">What is written as JSON; null: no content.</param>
    /// <param name="Status">The HTTP status.</param>
    public sealed record Given(object? Body, int Status) : ApiAnswer;

    /// <summary>The call is answered by something that is not JSON.</summary>
    public sealed record Other(IResult Result) : ApiAnswer;

    /// <summary>The call is refused.</summary>
    public sealed record Refused(Rejection Rejection) : ApiAnswer;

    /// <summary>An answer.</summary>
    public static ApiAnswer Of(object body, int status = StatusCodes.Status200OK) => new Given(body, status);

    /// <summary>That it is done; there is nothing to say.</summary>
    public static readonly ApiAnswer Done = new Given(null, StatusCodes.Status204NoContent);

    /// <summary>A refusal.</summary>
    public static ApiAnswer Refuse(string code, string detail, string? field = null) =>
        new Refused(new Rejection(code, detail, field));

    /// <summary>That a field of the call can not be what it stands for.</summary>
    public static ApiAnswer Invalid(string field, string detail) => Refuse(ApiCode.InvalidField, detail, field);

    /// <summary>That there is nothing that the caller may see.</summary>
    public static readonly ApiAnswer NotFound = new Refused(Problem.Nothing);

    /// <summary>The answer as HTTP.</summary>
    public IResult AsResult() =>
        this switch
        {
            Given { Body: null, Status: var status } => Results.StatusCode(status),
            Given { Body: { } body, Status: var status } => ApiJson.Answer(body, status),
            Other { Result: var result } => result,
            Refused { Rejection: var rejection } => Problem.Of(rejection),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
}
