using System.Diagnostics;

namespace FlexFunctions.Storage;

/// <summary>The name of the functions' metrics and traces, which hosts listen to.</summary>
public static class Instrumentation
{
    /// <summary>The name of the meter and of the source of spans.</summary>
    public const string Name = "FlexFunctions";

    /// <summary>The source of all spans. Spans are created only if the host exports them.</summary>
    public static readonly ActivitySource Traces = new(Name);
}
