namespace FlexFunctions.App.Tests;

/// <summary>Tests that run alone, because they measure the whole process, such as its memory.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = nameof(Alone);
}
