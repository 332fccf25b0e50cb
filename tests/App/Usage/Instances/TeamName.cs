namespace FlexFunctions.App.Tests;

/// <summary>A team of an account.</summary>
internal readonly record struct TeamName(string Account, string Team);
