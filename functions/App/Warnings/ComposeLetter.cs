namespace FlexFunctions.App;

/// <summary>Writes a letter; a simulation, which nobody reads, does without its charts.</summary>
public delegate Letter ComposeLetter(WarningDigest digest);
