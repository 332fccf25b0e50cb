namespace FlexFunctions.ReferenceModel;

/// <summary>An implied close of a session: nothing is joined across it (R9).</summary>
public readonly record struct ReferenceImpliedClose(string Session, DateTimeOffset Time);
