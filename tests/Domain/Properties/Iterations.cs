using System.Globalization;

namespace FlexFunctions.Domain.Tests.Properties;

/// <summary>
/// <para>How often a property is tried. <c>PROPERTY_TIMES=20 dotnet test tests/Domain</c> tries each twenty times as
/// often.</para>
/// <para>A failed property prints the smallest case it found and its seed, as <c>Set seed: "0000Abc…"</c>. To see the
/// case again: <c>CsCheck_Seed=0000Abc… dotnet test tests/Domain --filter NAME_OF_THE_PROPERTY</c>.</para>
/// </summary>
public static class Iterations
{
    private static readonly double s_times = Environment.GetEnvironmentVariable("PROPERTY_TIMES")
        is { Length: > 0 } times
        ? double.Parse(times, CultureInfo.InvariantCulture)
        : 1;

    public static long Of(int normally) => Math.Max(1, (long)(normally * s_times));
}
