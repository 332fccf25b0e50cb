namespace FlexFunctions.LocalHost;

/// <summary>Endpoint metadata with the methods of a route.</summary>
internal sealed record FunctionHttpMethods(Func<string, bool> Accepts);
