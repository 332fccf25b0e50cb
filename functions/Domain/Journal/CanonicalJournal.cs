using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace FlexFunctions.Domain;

/// <summary>
/// The one way to write a journal block down: JSON without white space, members in a fixed order, instants in UTC with
/// seven decimals, tokens in thousandths. Its bytes are what the hash chain covers, so this format never changes; a
/// further kind of posting gets a further shape, and <c>v</c> tells a reader what to expect.
/// </summary>
public static class CanonicalJournal
{
    private const string InstantFormat = "yyyy-MM-ddTHH:mm:ss.fffffffZ";

    private static readonly JsonWriterOptions s_compact = new()
    {
        Indented = false,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes a block.</summary>
    public static string Write(JournalBlock block)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, s_compact))
        {
            json.WriteStartObject();
            json.WriteNumber("v", 1);
            json.WriteString("account", block.Account.Value);
            json.WriteString("team", block.Team.Value);
            json.WriteNumber("block", block.Number);
            json.WriteNumber("first", block.FirstSequence);
            WriteInstant(json, "at", block.At);
            json.WriteString("previous", block.Previous.Value);
            json.WriteStartArray("postings");
            foreach (var posting in block.Postings)
            {
                json.WriteStartObject();
                WritePosting(json, posting);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Reads a block back.</summary>
    /// <exception cref="FormatException">The text is not canonical: written again it would read otherwise.</exception>
    public static JournalBlock Read(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var json = document.RootElement;
            var block = JournalBlock.Sealed(
                AccountId.Of(Text(json, "account")),
                TeamId.Stored(Text(json, "team")),
                json.GetProperty("block").GetInt64(),
                json.GetProperty("first").GetInt64(),
                Instant(json, "at"),
                BlockHash.Parse(Text(json, "previous")),
                [.. json.GetProperty("postings").EnumerateArray().Select(ReadPosting)]
            );
            return block.CanonicalText == text
                ? block
                : throw new FormatException("The journal block is not in canonical form.");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException("The text is no journal block: " + e.Message, e);
        }
    }

    private static void WritePosting(Utf8JsonWriter json, Posting posting)
    {
        switch (posting)
        {
            case Posting.Bought bought:
                json.WriteString("kind", "bought");
                WriteGrant(json, bought.Grant);
                json.WriteNumber("unitPrice", bought.UnitPrice.Amount);
                json.WriteNumber("total", bought.Total.Amount);
                json.WriteString("currency", bought.Total.Currency);
                break;
            case Posting.Charged { Charge: var charge } charged:
                WriteUse(json, "charged", charged.User, charged.Product);
                WriteWindow(json, charge.Window, charge.Rate);
                WritePayments(json, "drawn", charge.Drawn);
                WritePayments(json, "carried", charge.Carried);
                WriteEvent(json, charged.Event);
                break;
            case Posting.Reversed { Reversal: var reversal } reversed:
                WriteUse(json, "reversed", reversed.User, reversed.Product);
                WriteWindow(json, reversal.Window, reversal.Rate);
                WritePayments(json, "givenBack", reversal.GivenBack);
                WritePayments(json, "carried", reversal.Carried);
                WritePayments(json, "lapsed", reversal.Lapsed);
                WriteEvent(json, reversed.Event);
                break;
            case Posting.Declined declined:
                WriteUse(json, "declined", declined.User, declined.Product);
                WriteInstant(json, "time", declined.At);
                json.WriteString("reason", declined.Reason);
                WriteEvent(json, declined.Event);
                break;
            default:
                throw new InvalidOperationException($"No canonical form for {posting.GetType().Name}.");
        }
    }

    private static Posting ReadPosting(JsonElement json) =>
        Text(json, "kind") switch
        {
            "bought" => new Posting.Bought(
                ReadGrant(json),
                new Money(json.GetProperty("unitPrice").GetDecimal(), Text(json, "currency")),
                new Money(json.GetProperty("total").GetDecimal(), Text(json, "currency"))
            ),
            "charged" => new Posting.Charged(
                UserId.Of(Text(json, "user")),
                ProductId.Of(Text(json, "product")),
                new WindowCharge(
                    new ChargeWindow(Instant(json, "window")),
                    Amount(json, "thousandths"),
                    ReadPayments(json, "carried"),
                    ReadPayments(json, "drawn")
                ),
                ReadEvent(json)
            ),
            "reversed" => new Posting.Reversed(
                UserId.Of(Text(json, "user")),
                ProductId.Of(Text(json, "product")),
                new WindowReversal(
                    new ChargeWindow(Instant(json, "window")),
                    Amount(json, "thousandths"),
                    ReadPayments(json, "carried"),
                    ReadPayments(json, "givenBack"),
                    ReadPayments(json, "lapsed")
                ),
                ReadEvent(json)
            ),
            "declined" => new Posting.Declined(
                UserId.Of(Text(json, "user")),
                ProductId.Of(Text(json, "product")),
                Instant(json, "time"),
                Text(json, "reason"),
                ReadEvent(json)
            ),
            var kind => throw new FormatException($"There is no posting of kind '{kind}'."),
        };

    private static void WriteUse(Utf8JsonWriter json, string kind, UserId user, ProductId product)
    {
        json.WriteString("kind", kind);
        json.WriteString("user", user.Value);
        json.WriteString("product", product.Value);
    }

    private static void WriteWindow(Utf8JsonWriter json, ChargeWindow window, Tokens rate)
    {
        WriteInstant(json, "window", window.Start);
        json.WriteNumber("thousandths", rate.Thousandths);
    }

    private static void WriteEvent(Utf8JsonWriter json, EventRef origin)
    {
        json.WriteString("source", origin.Source);
        json.WriteString("id", origin.Id);
    }

    private static EventRef ReadEvent(JsonElement json) => new(Text(json, "source"), Text(json, "id"));

    private static void WriteGrant(Utf8JsonWriter json, GrantKey grant)
    {
        json.WriteString("order", grant.Order.Value);
        json.WriteNumber("bought", grant.Bought.Thousandths);
        WriteInstant(json, "expires", grant.ExpiresAt);
    }

    private static GrantKey ReadGrant(JsonElement json) =>
        new(Instant(json, "expires"), Amount(json, "bought"), OrderId.Of(Text(json, "order")));

    /// <summary>A payment names its grant whole, so that a journal can be read without any other row.</summary>
    private static void WritePayments(Utf8JsonWriter json, string name, ImmutableArray<Payment> payments)
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

    private static ImmutableArray<Payment> ReadPayments(JsonElement json, string name) =>
        [
            .. json.GetProperty(name)
                .EnumerateArray()
                .Select(payment => new Payment(ReadGrant(payment), Amount(payment, "thousandths"))),
        ];

    private static Tokens Amount(JsonElement json, string name) => new(json.GetProperty(name).GetInt64());

    private static string Text(JsonElement json, string name) =>
        json.GetProperty(name).GetString() ?? throw new FormatException($"'{name}' is null.");

    private static void WriteInstant(Utf8JsonWriter json, string name, DateTimeOffset instant) =>
        json.WriteString(name, instant.UtcDateTime.ToString(InstantFormat, CultureInfo.InvariantCulture));

    private static DateTimeOffset Instant(JsonElement json, string name) =>
        DateTimeOffset.ParseExact(
            Text(json, name),
            InstantFormat,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal
        );
}
