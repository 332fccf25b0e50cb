using System.Globalization;
using System.Text.Json;
using FlexFunctions.ReferenceModel;

namespace FlexFunctions.Simulation.Audit;

/// <summary>Writes journal lines as texts, to compare the expected with the posted ones.</summary>
internal static class Lines
{
    /// <summary>Returns the lines that a decision about an event must post.</summary>
    public static IEnumerable<string> Of(SentEvent sent, ReferenceDecision decision)
    {
        var (user, origin) = (Lower(sent.User), Origin(sent.Source, sent.Id));
        var lines = Of(decision.Settlement, user, sent.Product, origin).ToList();
        if (decision.Payment is var (payments, inCredits))
        {
            lines.Add(
                $"result {user} {sent.Product} {sent.Result} {sent.Quantity:0.###} {At(sent.Time)} "
                    + $"{(inCredits ? "credits" : "tokens")} {payments.Sum(paid => paid.Tokens)} drawn {All(payments)} by {origin}"
            );
        }

        if (decision.PostsDeclined)
        {
            lines.Add(
                $"declined {user} {sent.Product} {At(sent.Time)} {UsageJudge.DenialCode(decision.Outcome)} by {origin}"
            );
        }

        return lines;
    }

    /// <summary>Returns the lines that a settlement of windows must post.</summary>
    public static IEnumerable<string> Of(ReferenceSettlement? settlement, string user, string product, string origin) =>
        settlement is null
            ? []
            :
            [
                .. settlement.Reversals.Select(reversal =>
                    $"reversed {user} {product} {At(reversal.Window.Start)} {reversal.Window.Rate} "
                    + $"back {All(reversal.GivenBack)} carried {All(reversal.Carried)} lapsed {All(reversal.Lapsed)} by {origin}"
                ),
                .. settlement.Charges.Select(charge =>
                    $"charged {user} {product} {At(charge.Window.Start)} {charge.Window.Rate} "
                    + $"drawn {All(charge.Drawn)} carried {All(charge.Carried)} by {origin}"
                ),
            ];

    /// <summary>Returns a line that adds or removes a grant.</summary>
    public static string OfGrant(string kind, ReferenceGrant grant, long amount, string more = "") =>
        $"{kind} {grant.Order} {grant.Bought} {At(grant.Expires)} {(grant.IsCredit ? "credits" : "tokens")} {amount} {more}";

    /// <summary>Returns a posted line.</summary>
    public static string Of(JsonElement line)
    {
        var kind = Text(line, "kind");
        var by = line.TryGetProperty("source", out var source) ? Origin(source.GetString()!, Text(line, "id")) : "";
        switch (kind)
        {
            case "charged":
                return $"charged {Text(line, "user")} {Text(line, "product")} {At(Time(line, "window"))} {Amount(line)} "
                    + $"drawn {All(line, "drawn")} carried {All(line, "carried")} by {by}";
            case "reversed":
                return $"reversed {Text(line, "user")} {Text(line, "product")} {At(Time(line, "window"))} {Amount(line)} "
                    + $"back {All(line, "givenBack")} carried {All(line, "carried")} lapsed {All(line, "lapsed")} by {by}";
            case "declined":
                return $"declined {Text(line, "user")} {Text(line, "product")} {At(Time(line, "time"))} "
                    + $"{Text(line, "reason")} by {by}";
            case "result":
                return $"result {Text(line, "user")} {Text(line, "product")} {Text(line, "result")} "
                    + $"{line.GetProperty("quantity").GetDecimal():0.###} {At(Time(line, "time"))} "
                    + $"{Unit(line)} {Amount(line)} drawn {All(line, "drawn")} by {by}";
            default:
                var grant = GrantOf(line);
                var amount = line.TryGetProperty("thousandths", out var left) ? left.GetInt64() : grant.Bought;
                var more =
                    line.TryGetProperty("from", out var from) ? from.GetString()
                    : line.TryGetProperty("to", out var to) ? to.GetString()
                    : line.TryGetProperty("refund", out var refund)
                        ? $"{refund.GetDecimal():0.00} {line.GetProperty("stillDue").GetDecimal():0.00}"
                    : line.TryGetProperty("total", out var total) ? $"{total.GetDecimal():0.00}"
                    : "";
                return OfGrant(kind, grant, amount, more!);
        }
    }

    /// <summary>Returns the event that a line names. Lines caused by an API call have the same origin <c>call</c>.</summary>
    public static string Origin(string source, string id) =>
        source.StartsWith("flexfunctions/", StringComparison.Ordinal) ? "call" : $"{source}#{id}";

    public static ReferenceGrant GrantOf(JsonElement line) =>
        new(
            Text(line, "order"),
            line.GetProperty("bought").GetInt64(),
            Time(line, "expires"),
            Left: 0,
            IsCredit: line.TryGetProperty("unit", out _)
        );

    public static string At(DateTimeOffset instant) => instant.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

#pragma warning disable CA1308 // users are compared in lower case
    public static string Lower(string user) => user.ToLowerInvariant();
#pragma warning restore CA1308

    public static DateTimeOffset Time(JsonElement line, string name) => line.GetProperty(name).GetDateTimeOffset();

    public static string Text(JsonElement line, string name) => line.GetProperty(name).GetString()!;

    private static string Unit(JsonElement line) => line.TryGetProperty("unit", out _) ? "credits" : "tokens";

    private static long Amount(JsonElement line) => line.GetProperty("thousandths").GetInt64();

    private static string All(JsonElement line, string name) =>
        All(
            line.GetProperty(name)
                .EnumerateArray()
                .Select(paid => new ReferencePayment(Text(paid, "order"), Amount(paid)))
        );

    private static string All(IEnumerable<ReferencePayment> payments) =>
        "["
        + string.Join(
            ' ',
            payments
                .GroupBy(paid => paid.Order)
                .OrderBy(of => of.Key, StringComparer.Ordinal)
                .Select(of => $"{of.Key}:{of.Sum(paid => paid.Tokens)}")
        )
        + "]";
}
