using System.Globalization;

namespace FlexFunctions.Domain.Tests.Properties;

/// <summary>A step of a generated story.</summary>
public abstract record Step
{
    private Step() { }

    public sealed record Buys(string Order, long Tokens, DateTimeOffset At) : Step
    {
        public override string ToString() => $"{Short(At)} buys {Order}: {Tokens}";
    }

    public sealed record Sees(Sighting Seen) : Step
    {
        public override string ToString() =>
            $"{Short(Seen.TakenIn)} sees {Seen.User} {Seen.Product} {Seen.Session} {Seen.Kind} of {Short(Seen.Time)}";
    }

    public static string Print(IEnumerable<Step> steps) => string.Join(Environment.NewLine, steps.Prepend(null));

    private static string Short(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
