namespace FlexFunctions.App.Tests;

/// <summary>A call and its expected answer.</summary>
/// <param name="Operation">The call.</param>
/// <param name="Status">The status of the answer.</param>
/// <param name="Code">The code of a refusal.</param>
/// <param name="Field">The field in the refusal, if any.</param>
/// <param name="Make">Makes the call.</param>
internal sealed record ApiCase(
    string Operation,
    int Status,
    string? Code,
    string? Field,
    Func<ApiStage, ApiRequest, Task<ApiReply>> Make
);
