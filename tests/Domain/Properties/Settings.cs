using CsCheck;
using FlexFunctions.ReferenceModel;

namespace FlexFunctions.Domain.Tests.Properties;

/// <summary>Metering options for properties, including options whose boundaries coincide.</summary>
public static class Settings
{
    public static readonly ReferenceOptions Defaults = new(TimeSpan.FromMinutes(15), TimeSpan.FromDays(7));

    private static readonly ReferenceOptions[] s_all =
    [
        Defaults,
        new ReferenceOptions(TimeSpan.FromMinutes(15), TimeSpan.FromHours(48)),
        new ReferenceOptions(TimeSpan.FromMinutes(15), TimeSpan.FromHours(24)),
        new ReferenceOptions(TimeSpan.FromHours(1), TimeSpan.FromHours(1)),
        new ReferenceOptions(TimeSpan.FromHours(24), TimeSpan.FromHours(24)),
        new ReferenceOptions(TimeSpan.FromHours(24), TimeSpan.FromHours(72)),
        new ReferenceOptions(TimeSpan.FromHours(6), TimeSpan.FromHours(30)),
    ];

    public static readonly Gen<ReferenceOptions> Any = Gen.Int[0, 6].Select(choice => s_all[choice]);

    public static MeteringOptions Of(ReferenceOptions options) => new(options.Timeout, options.Lateness);
}
