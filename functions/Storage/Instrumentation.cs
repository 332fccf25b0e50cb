using System.Diagnostics;

namespace FlexFunctions.Storage;

/// <summary>The one name under which the functions measure and trace what they do; hosts listen to it.</summary>
public static class Instrumentation
{
    /// <summary>The name of the meter and of the source of spans.</summary>
    public const string Name = "FlexFunctions";

    /// <summary>Where spans are started. Nobody listens unless the host exports: then no span is made at all.</summary>
    public static readonly ActivitySource Traces = new(Name);
}
