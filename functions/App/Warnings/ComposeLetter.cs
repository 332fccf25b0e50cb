namespace FlexFunctions.App;

/// <summary>Composes the letter of a digest. The simulation replaces it by one without charts.</summary>
public delegate Letter ComposeLetter(WarningDigest digest);
