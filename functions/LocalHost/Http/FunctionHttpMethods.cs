namespace FlexFunctions.LocalHost;

/// <summary>Endpoint metadata: the methods a route answers.</summary>
internal sealed record FunctionHttpMethods(Func<string, bool> Answers);
