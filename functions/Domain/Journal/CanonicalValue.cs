using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace FlexFunctions.Domain;

/// <summary>Writes and reads the values of the canonical journal (<see cref="CanonicalJournal"/>).</summary>
internal static class CanonicalValue
{
    private const string InstantFormat = "yyyy-MM-ddTHH:mm:ss.fffffffZ";

    public static void WriteUse(Utf8JsonWriter json, UserId user, ProductId product)
    {
        json.WriteString("user", user.Value);
        json.WriteString("product", product.Value);
    }

    public static UserId ReadUser(JsonElement json) => UserId.Of(Text(json, "user"));

    public static ProductId ReadProduct(JsonElement json) => ProductId.Of(Text(json, "product"));

    public static void WriteWindow(Utf8JsonWriter json, ChargeWindow window, Tokens rate)
    {
        WriteInstant(json, "window", window.Start);
        WriteAmount(json, rate);
    }

    public static ChargeWindow ReadWindow(JsonElement json) => new(Instant(json, "window"));

    /// <summary>Writes the source and id of the event behind a line.</summary>
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

    public static GrantKey ReadGrant(JsonElement json) =>
        new(
            Instant(json, "expires"),
            new Tokens(json.GetProperty("bought").GetInt64()),
            OrderId.Of(Text(json, "order")),
            ReadUnit(json)
        );

    /// <summary>Writes the unit; it is left out for tokens.</summary>
    public static void WriteUnit(Utf8JsonWriter json, GrantUnit unit)
    {
        if (unit == GrantUnit.CloudCredits)
        {
            json.WriteString("unit", "cloudCredits");
        }
    }

    public static GrantUnit ReadUnit(JsonElement json) =>
        !json.TryGetProperty("unit", out var unit) ? GrantUnit.Tokens
        : unit.GetString() == "cloudCredits" ? GrantUnit.CloudCredits
        : throw new FormatException("'unit' must be cloudCredits, or left out for tokens.");

    /// <summary>Writes payments. Each names its grant in full, so that a journal can be read without any other row.</summary>
    public static void WritePayments(Utf8JsonWriter json, string name, ImmutableArray<Payment> payments)
    {
        json.WriteStartArray(name);
        foreach (var payment in payments)
        {
            json.WriteStartObject();
            WriteGrant(json, payment.Grant);
            WriteAmount(json, payment.Tokens);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public static ImmutableArray<Payment> ReadPayments(JsonElement json, string name) =>
        [
            .. json.GetProperty(name)
                .EnumerateArray()
                .Select(payment => new Payment(ReadGrant(payment), ReadAmount(payment))),
        ];

    public static void WriteAmount(Utf8JsonWriter json, Tokens amount) =>
        json.WriteNumber("thousandths", amount.Thousandths);

    public static Tokens ReadAmount(JsonElement json) => new(json.GetProperty("thousandths").GetInt64());

    public static Money ReadMoney(JsonElement json, string name) =>
        new(json.GetProperty(name).GetDecimal(), Text(json, "currency"));

    public static TeamId ReadTeam(JsonElement json, string name) => TeamId.Stored(Text(json, name));

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
