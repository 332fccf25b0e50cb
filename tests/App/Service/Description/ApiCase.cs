namespace FlexFunctions.App.Tests;

/// <summary>A call and what it must be answered.</summary>
/// <param name="Operation">The call.</param>
/// <param name="Status">The status of the answer.</param>
/// <param name="Code">The code, if it is refused.</param>
/// <param name="Field">The field that the refusal names, if one is wrong.</param>
/// <param name="Make">Makes the call.</param>
internal sealed record ApiCase(
    string Operation,
    int Status,
    string? Code,
    string? Field,
    Func<ApiStage, ApiRequest, Task<ApiReply>> Make
);
