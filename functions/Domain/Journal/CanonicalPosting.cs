using System.Text.Json;
using static FlexFunctions.Domain.CanonicalValue;

namespace FlexFunctions.Domain;

/// <summary>Writes and reads the lines of the canonical journal (<see cref="CanonicalJournal"/>).</summary>
internal static class CanonicalPosting
{
    /// <summary>Writes the members of a posting.</summary>
    public static void Write(Utf8JsonWriter json, Posting posting)
    {
        json.WriteString("kind", posting.Kind);
        posting.WriteTo(json);
    }

    /// <summary>Reads a posting.</summary>
    /// <exception cref="FormatException">The kind is unknown, or a member is not canonical.</exception>
    public static Posting Read(JsonElement json) =>
        Text(json, "kind") switch
        {
            "bought" => new Posting.Bought(ReadGrant(json), ReadMoney(json, "unitPrice"), ReadMoney(json, "total")),
            "granted" => new Posting.Granted(ReadGrant(json)),
            "movedIn" => new Posting.MovedIn(ReadGrant(json), ReadAmount(json), ReadTeam(json, "from")),
            "movedOut" => new Posting.MovedOut(ReadGrant(json), ReadAmount(json), ReadTeam(json, "to")),
            "returned" => new Posting.Returned(
                ReadGrant(json),
                new OrderReturn(ReadAmount(json), ReadMoney(json, "refund"), ReadMoney(json, "stillDue"))
            ),
            "expired" => new Posting.Expired(ReadGrant(json), ReadAmount(json)),
            "voided" => new Posting.Voided(ReadGrant(json), ReadAmount(json)),
            "charged" => new Posting.Charged(
                ReadUser(json),
                ReadProduct(json),
                new WindowCharge(
                    ReadWindow(json),
                    ReadAmount(json),
                    ReadPayments(json, "carried"),
                    ReadPayments(json, "drawn")
                ),
                ReadEvent(json)
            ),
            "reversed" => new Posting.Reversed(
                ReadUser(json),
                ReadProduct(json),
                new WindowReversal(
                    ReadWindow(json),
                    ReadAmount(json),
                    ReadPayments(json, "carried"),
                    ReadPayments(json, "givenBack"),
                    ReadPayments(json, "lapsed")
                ),
                ReadEvent(json)
            ),
            "result" => new Posting.ResultCharged(
                ReadUser(json),
                ReadProduct(json),
                new ResultCharge(
                    ResultId.Of(Text(json, "result")),
                    json.GetProperty("quantity").GetDecimal(),
                    ReadUnit(json),
                    ReadAmount(json),
                    ReadPayments(json, "drawn")
                ),
                Instant(json, "time"),
                ReadEvent(json)
            ),
            "declined" => new Posting.Declined(
                ReadUser(json),
                ReadProduct(json),
                Instant(json, "time"),
                Text(json, "reason"),
                ReadEvent(json)
            ),
            var kind => throw new FormatException($"There is no posting of kind '{kind}'."),
        };
}
