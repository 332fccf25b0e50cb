using FlexFunctions.Domain;
using Microsoft.AspNetCore.Http;

namespace FlexFunctions.App;

/// <summary>The outcome of a call: a JSON answer, another HTTP result, or a refusal.</summary>
public abstract record ApiAnswer
{
    private ApiAnswer() { }

    /// <summary>A JSON answer.</summary>
    /// <param name="Body">The object to write as JSON; null for an answer without content.</param>
    /// <param name="Status">The HTTP status.</param>
    public sealed record Given(object? Body, int Status) : ApiAnswer;

    /// <summary>An answer that is not JSON, such as a file.</summary>
    public sealed record Other(IResult Result) : ApiAnswer;

    /// <summary>A refusal, sent as problem details.</summary>
    public sealed record Refused(Rejection Rejection) : ApiAnswer;

    /// <summary>204, without content.</summary>
    public static readonly ApiAnswer NoContent = new Given(null, StatusCodes.Status204NoContent);

    /// <summary>404 for a resource that does not exist or belongs to another account.</summary>
    public static readonly ApiAnswer NotFound = new Refused(Problem.NotFound);

    /// <summary>400 for a continuation that no earlier page returned.</summary>
    public static readonly ApiAnswer InvalidContinuation = Invalid(
        "continuation",
        "'continuation' must be the value that an earlier page of this list returned."
    );

    /// <summary>Returns a JSON answer.</summary>
    public static ApiAnswer Of(object body, int status = StatusCodes.Status200OK) => new Given(body, status);

    /// <summary>Returns a JSON answer with status 201.</summary>
    public static ApiAnswer Created(object body) => new Given(body, StatusCodes.Status201Created);

    /// <summary>Returns a refusal.</summary>
    public static ApiAnswer Refuse(Rejection rejection) => new Refused(rejection);

    /// <summary>Returns a refusal.</summary>
    public static ApiAnswer Refuse(string code, string detail, string? field = null) =>
        new Refused(new Rejection(code, detail, field));

    /// <summary>Returns a refusal for an invalid field, query parameter, header or part of the path.</summary>
    public static ApiAnswer Invalid(string field, string detail) => Refuse(ApiCode.InvalidField, detail, field);

    /// <summary>Converts the answer to an HTTP result.</summary>
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
