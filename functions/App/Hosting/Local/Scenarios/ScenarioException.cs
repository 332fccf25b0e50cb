namespace FlexFunctions.App.Hosting.Local;

/// <summary>A timeline can not be played; the message names the step and what is wrong with it.</summary>
internal sealed class ScenarioException(string message, Exception? innerException = null)
    : Exception(message, innerException);
