using CsCheck;
using FlexFunctions.Domain.Tests.Model;

namespace FlexFunctions.Domain.Tests.Properties;

/// <summary>Settings, from the defaults to such as make boundaries meet.</summary>
public static class Settings
{
    public static readonly SlowTerms Defaults = new(TimeSpan.FromMinutes(15), TimeSpan.FromDays(7));

    private static readonly SlowTerms[] s_all =
    [
        Defaults,
        new SlowTerms(TimeSpan.FromMinutes(15), TimeSpan.FromHours(48)),
        new SlowTerms(TimeSpan.FromMinutes(15), TimeSpan.FromHours(24)),
        new SlowTerms(TimeSpan.FromHours(1), TimeSpan.FromHours(1)),
        new SlowTerms(TimeSpan.FromHours(24), TimeSpan.FromHours(24)),
        new SlowTerms(TimeSpan.FromHours(24), TimeSpan.FromHours(72)),
        new SlowTerms(TimeSpan.FromHours(6), TimeSpan.FromHours(30)),
    ];

    public static readonly Gen<SlowTerms> Any = Gen.Int[0, 6].Select(choice => s_all[choice]);

    public static UsageTerms Of(SlowTerms terms) => new(terms.Timeout, terms.Lateness);
}
