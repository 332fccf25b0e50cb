namespace FlexFunctions.LocalHost.Tests;

/// <summary>Tests that measure the whole process, such as its memory, and therefore run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class SerialCollection
{
    public const string Name = nameof(SerialCollection);
}
