namespace FlexFunctions.App.Tests;

/// <summary>Tests that look at the whole process, such as its memory, and so run while no other does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = nameof(Alone);
}
