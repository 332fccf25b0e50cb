namespace FlexFunctions.Domain;

/// <summary>The identity of a usage event: the source and id of its CloudEvent.</summary>
/// <param name="Source">1 to 256 characters without controls.</param>
/// <param name="Id">1 to 256 characters without controls; unique in the source.</param>
public sealed record EventRef(string Source, string Id);
