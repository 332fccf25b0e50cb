namespace FlexFunctions.App.Tests;

/// <summary>The crash of an instance. Nothing catches it.</summary>
#pragma warning disable CA1032 // It is thrown in one place
internal sealed class CrashException() : Exception("The process ended here.");
#pragma warning restore CA1032
