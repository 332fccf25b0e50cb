namespace FlexFunctions.App;

/// <summary>Writes what a digest says.</summary>
public static class WarningLetter
{
    /// <summary>The letter.</summary>
    public static Letter Write(WarningDigest digest) => new("Warnings of " + digest.Account, "<p></p>", "", []);
}
