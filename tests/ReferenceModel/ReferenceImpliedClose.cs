namespace FlexFunctions.ReferenceModel;

/// <summary>An implied close of a session (R9). No signals are connected across it.</summary>
public readonly record struct ReferenceImpliedClose(string Session, DateTimeOffset Time);
