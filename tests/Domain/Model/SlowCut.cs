namespace FlexFunctions.Domain.Tests.Model;

/// <summary>An implied close of a session: nothing is joined across it (R9).</summary>
public readonly record struct SlowCut(string Session, DateTimeOffset Time);
