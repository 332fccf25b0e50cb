using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace FlexFunctions.Domain;

/// <summary>How the canonical journal writes and reads the values of its lines (<see cref="CanonicalJournal"/>).</summary>
internal static class CanonicalValue
{
    private const string InstantFormat = "yyyy-MM-ddTHH:mm:ss.fffffffZ";

    public static void WriteUse(Utf8JsonWriter json, string kind, UserId user, ProductId product)
    {
        json.WriteString("kind", kind);
        json.WriteString("user", user.Value);
        json.WriteString("product", product.Value);
    }

    public static void WriteWindow(Utf8JsonWriter json, ChargeWindow window, Tokens rate)
    {
        WriteInstant(json, "window", window.Start);
        json.WriteNumber("thousandths", rate.Thousandths);
    }

    /// <summary>The event that a line comes from.</summary>
    public static void WriteEvent(Utf8JsonWriter json, EventRef origin)
    {
        json.WriteString("source", origin.Source);
        json.WriteString("id", origin.Id);
    }

    public static EventRef ReadEvent(JsonElement json) => new(Text(json, "source"), Text(json, "id"));

    public static void WriteGrant(Utf8JsonWriter json, GrantKey grant)
    {
        json.WriteString("order", grant.Order.Value);
        json.WriteNumber("bought", grant.Bought.Thousandths);
        WriteInstant(json, "expires", grant.ExpiresAt);
        WriteUnit(json, grant.Unit);
    }

    /// <summary>Tokens go without saying.</summary>
    public static void WriteUnit(Utf8JsonWriter json, GrantUnit unit)
    {
        if (unit == GrantUnit.CloudCredits)
        {
            json.WriteString("unit", "cloudCredits");
        }
    }

    public static void WriteEnd(Utf8JsonWriter json, string kind, GrantKey grant, Tokens tokens)
    {
        json.WriteString("kind", kind);
        WriteGrant(json, grant);
        json.WriteNumber("thousandths", tokens.Thousandths);
    }

    public static void WriteMove(
        Utf8JsonWriter json,
        string kind,
        GrantKey grant,
        Tokens tokens,
        string direction,
        TeamId team
    )
    {
        json.WriteString("kind", kind);
        WriteGrant(json, grant);
        json.WriteNumber("thousandths", tokens.Thousandths);
        json.WriteString(direction, team.Value);
    }

    public static GrantKey ReadGrant(JsonElement json) =>
        new(Instant(json, "expires"), Amount(json, "bought"), OrderId.Of(Text(json, "order")), ReadUnit(json));

    public static GrantUnit ReadUnit(JsonElement json) =>
        !json.TryGetProperty("unit", out var unit) ? GrantUnit.Tokens
        : unit.GetString() == "cloudCredits" ? GrantUnit.CloudCredits
        : throw new FormatException("'unit' must be cloudCredits, or left out for tokens.");

    /// <summary>A payment names its grant whole, so that a journal can be read without any other row.</summary>
    public static void WritePayments(Utf8JsonWriter json, string name, ImmutableArray<Payment> payments)
    {
        json.WriteStartArray(name);
        foreach (var payment in payments)
        {
            json.WriteStartObject();
            WriteGrant(json, payment.Grant);
            json.WriteNumber("thousandths", payment.Tokens.Thousandths);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public static ImmutableArray<Payment> ReadPayments(JsonElement json, string name) =>
        [
            .. json.GetProperty(name)
                .EnumerateArray()
                .Select(payment => new Payment(ReadGrant(payment), Amount(payment, "thousandths"))),
        ];

    public static Tokens Amount(JsonElement json, string name) => new(json.GetProperty(name).GetInt64());

    public static string Text(JsonElement json, string name) =>
        json.GetProperty(name).GetString() ?? throw new FormatException($"'{name}' is null.");

    public static void WriteInstant(Utf8JsonWriter json, string name, DateTimeOffset instant) =>
        json.WriteString(name, instant.UtcDateTime.ToString(InstantFormat, CultureInfo.InvariantCulture));

    public static DateTimeOffset Instant(JsonElement json, string name) =>
        DateTimeOffset.ParseExact(
            Text(json, name),
            InstantFormat,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal
        );
}
