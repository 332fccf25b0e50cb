namespace FlexFunctions.App.Hosting.Local;

/// <summary>A scenario cannot be played; the message names the step and the error.</summary>
internal sealed class ScenarioException(string message, Exception? innerException = null)
    : Exception(message, innerException);
