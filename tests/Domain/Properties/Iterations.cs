using System.Globalization;

namespace FlexFunctions.Domain.Tests.Properties;

/// <summary>
/// <para>The number of cases that a property is tested with. <c>PROPERTY_TIMES=20 dotnet test tests/Domain</c> tests
/// each property with twenty times as many cases.</para>
/// <para>A failed property prints its smallest failing case and the seed, as <c>Set seed: "0000Abc…"</c>. To repeat the
/// case: <c>CsCheck_Seed=0000Abc… dotnet test tests/Domain --filter NAME_OF_THE_PROPERTY</c>.</para>
/// </summary>
public static class Iterations
{
    private static readonly double s_times = Environment.GetEnvironmentVariable("PROPERTY_TIMES")
        is { Length: > 0 } times
        ? double.Parse(times, CultureInfo.InvariantCulture)
        : 1;

    public static long Of(int normally) => Math.Max(1, (long)(normally * s_times));
}
