using Amqp.Framing;
using Amqp.Types;

namespace FlexFunctions.LocalHost;

/// <summary>Reads the application properties of an AMQP message with their types.</summary>
internal static class AmqpProperties
{
    /// <exception cref="FormatException">A property has an unsupported type.</exception>
    internal static IReadOnlyDictionary<string, object> Read(ApplicationProperties? properties)
    {
        var read = new Dictionary<string, object>(StringComparer.Ordinal);
        if (properties is not null)
        {
            foreach (var (key, value) in properties.Map)
            {
                read[key.ToString()!] = Value(value)!;
            }
        }

        return read;
    }

    private static object? Value(object? value) =>
        value switch
        {
            Symbol symbol => (string)symbol,
            DescribedValue described => Described(described),
            Amqp.Types.Decimal => throw new FormatException("Decimal application properties are not supported here."),
            _ => value,
        };

    // The Azure SDKs write types that AMQP does not have as described values.
    private static object Described(DescribedValue described) =>
        (described.Descriptor.ToString(), described.Value) switch
        {
            ("com.microsoft:datetime-offset", long ticks) when ticks >= 0 && ticks <= DateTimeOffset.MaxValue.Ticks =>
                new DateTimeOffset(ticks, TimeSpan.Zero),
            ("com.microsoft:timespan", long ticks) => TimeSpan.FromTicks(ticks),
            ("com.microsoft:uri", string text) => new Uri(text, UriKind.RelativeOrAbsolute),
            _ => throw new FormatException(
                $"Application properties of type {described.Descriptor} are not supported here."
            ),
        };
}
