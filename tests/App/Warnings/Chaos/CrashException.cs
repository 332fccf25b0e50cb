namespace FlexFunctions.App.Tests;

/// <summary>The crash of an instance. Every later step of the instance throws it too, so catching it changes nothing.</summary>
#pragma warning disable CA1032 // It is thrown in one place
internal sealed class CrashException() : Exception("The process ended here.");
#pragma warning restore CA1032
