using System.Text.Json;
using static FlexFunctions.Domain.CanonicalValue;

namespace FlexFunctions.Domain;

/// <summary>How the canonical journal writes and reads each kind of posting (<see cref="CanonicalJournal"/>).</summary>
internal static class CanonicalPosting
{
    /// <summary>Writes the members of a posting.</summary>
    public static void Write(Utf8JsonWriter json, Posting posting)
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
            case Posting.Granted granted:
                json.WriteString("kind", "granted");
                WriteGrant(json, granted.Grant);
                break;
            case Posting.MovedIn moved:
                WriteMove(json, "movedIn", moved.Grant, moved.Tokens, "from", moved.From);
                break;
            case Posting.MovedOut moved:
                WriteMove(json, "movedOut", moved.Grant, moved.Tokens, "to", moved.To);
                break;
            case Posting.Returned { Return: var back } returned:
                json.WriteString("kind", "returned");
                WriteGrant(json, returned.Grant);
                json.WriteNumber("thousandths", back.Tokens.Thousandths);
                json.WriteNumber("refund", back.Refund.Amount);
                json.WriteNumber("stillDue", back.StillDue.Amount);
                json.WriteString("currency", back.Refund.Currency);
                break;
            case Posting.Voided voided:
                WriteEnd(json, "voided", voided.Grant, voided.Tokens);
                break;
            case Posting.Expired expired:
                WriteEnd(json, "expired", expired.Grant, expired.Tokens);
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
            case Posting.ResultCharged { Charge: var charge } result:
                WriteUse(json, "result", result.User, result.Product);
                json.WriteString("result", charge.Result.Value);
                json.WriteNumber("quantity", charge.Quantity);
                WriteInstant(json, "time", result.At);
                WriteUnit(json, charge.Unit);
                json.WriteNumber("thousandths", charge.Cost.Thousandths);
                WritePayments(json, "drawn", charge.Drawn);
                WriteEvent(json, result.Event);
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

    /// <summary>Reads a posting.</summary>
    public static Posting Read(JsonElement json) =>
        Text(json, "kind") switch
        {
            "bought" => new Posting.Bought(
                ReadGrant(json),
                new Money(json.GetProperty("unitPrice").GetDecimal(), Text(json, "currency")),
                new Money(json.GetProperty("total").GetDecimal(), Text(json, "currency"))
            ),
            "granted" => new Posting.Granted(ReadGrant(json)),
            "movedIn" => new Posting.MovedIn(
                ReadGrant(json),
                Amount(json, "thousandths"),
                TeamId.Stored(Text(json, "from"))
            ),
            "movedOut" => new Posting.MovedOut(
                ReadGrant(json),
                Amount(json, "thousandths"),
                TeamId.Stored(Text(json, "to"))
            ),
            "returned" => new Posting.Returned(
                ReadGrant(json),
                new OrderReturn(
                    Amount(json, "thousandths"),
                    new Money(json.GetProperty("refund").GetDecimal(), Text(json, "currency")),
                    new Money(json.GetProperty("stillDue").GetDecimal(), Text(json, "currency"))
                )
            ),
            "expired" => new Posting.Expired(ReadGrant(json), Amount(json, "thousandths")),
            "voided" => new Posting.Voided(ReadGrant(json), Amount(json, "thousandths")),
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
            "result" => new Posting.ResultCharged(
                UserId.Of(Text(json, "user")),
                ProductId.Of(Text(json, "product")),
                new ResultCharge(
                    ResultId.Of(Text(json, "result")),
                    json.GetProperty("quantity").GetDecimal(),
                    ReadUnit(json),
                    Amount(json, "thousandths"),
                    ReadPayments(json, "drawn")
                ),
                Instant(json, "time"),
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
}
