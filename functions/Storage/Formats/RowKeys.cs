using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FlexFunctions.Domain;

namespace FlexFunctions.Storage;

/// <summary>
/// The keys of an account's rows. Parts are separated by <c>|</c>, which no id contains, so no two rows share a key and a
/// range of keys is exactly what it says.
/// </summary>
internal static class RowKeys
{
    /// <summary>The table of the ledger; its partitions are accounts.</summary>
    public const string Table = "Ledger";

    /// <summary>The account's own row.</summary>
    public const string Account = "account";

    /// <summary>The start of a team's money: its grants in burn-down order, then its header (<see cref="Head"/>).</summary>
    public static string Money(TeamId team) => $"team|{team}|";

    /// <summary>The first key after a team's money.</summary>
    public static string AfterMoney(TeamId team) => $"team|{team}}}";

    /// <summary>A team's header; it sorts after the grants, so that one range holds all the money.</summary>
    public static string Head(TeamId team) => $"team|{team}|head";

    /// <summary>A grant of a team; the keys of each unit sort in burn-down order (R13).</summary>
    public static string Grant(TeamId team, GrantKey grant) =>
        $"team|{team}|{NameOf(grant.Unit)}|{grant.ExpiresAt.UtcTicks:D19}|{grant.Bought.Thousandths:D19}|{grant.Order}";

    /// <summary>A meter of a team.</summary>
    public static string Meter(TeamId team, MeterKey meter) => $"meter|{team}|{meter.User}|{meter.Product}";

    /// <summary>The late usage of a team's meter.</summary>
    public static string LateUsage(TeamId team, MeterKey meter) => $"{LateUsages}{team}|{meter.User}|{meter.Product}";

    /// <summary>Where an account's late usage begins.</summary>
    public const string LateUsages = "late|";

    /// <summary>The first key after an account's late usage.</summary>
    public const string AfterLateUsages = "late}";

    private static string NameOf(GrantUnit unit) => unit == GrantUnit.CloudCredits ? "credit" : "grant";

    /// <summary>A team's policy.</summary>
    public static string Policy(TeamId team) => $"policy|{team}";

    /// <summary>An assigned user of a team.</summary>
    public static string Assignment(TeamId team, UserId user) => $"user|{team}|{user}";

    /// <summary>The seats of a product that a team has.</summary>
    public static string Subscription(TeamId team, ProductId product) => $"seats|{team}|{product}";

    /// <summary>A result that is settled: a digest of the event's source and id, which may be long and hold any character.</summary>
    public static string Result(EventRef origin) =>
        "result|"
        + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{origin.Source}\n{origin.Id}")))[..40];

    /// <summary>A block of a team's journal; the keys sort by number.</summary>
    public static string Block(TeamId team, long number) =>
        $"block|{team}|{number.ToString("D12", CultureInfo.InvariantCulture)}";

    /// <summary>The first key after a team's journal.</summary>
    public static string AfterBlocks(TeamId team) => $"block|{team}}}";

    /// <summary>What a team spent in the month of a day.</summary>
    public static string Spend(TeamId team, DateOnly day) =>
        string.Create(CultureInfo.InvariantCulture, $"day|{team}|{day:yyyy-MM}");

    /// <summary>How far a team's ledger is checked.</summary>
    public static string Checkpoint(TeamId team) => $"check|{team}";

    /// <summary>Where a team's warnings begin.</summary>
    public static string Warnings(TeamId team) => $"warning|{team}|";

    /// <summary>The first key after a team's warnings.</summary>
    public static string AfterWarnings(TeamId team) => $"warning|{team}}}";

    /// <summary>That a team was warned; the keys sort the newest first.</summary>
    public static string Warning(TeamWarning warning) => Warnings(warning.Team) + warning.Key;

    /// <summary>A mail of the outbox.</summary>
    public static string Mail(string key) => $"mail|{key}";

    /// <summary>What mails of the outbox say.</summary>
    public static string Letter(string key) => $"letter|{key}";

    /// <summary>An order.</summary>
    public static string Order(OrderId order) => $"order|{order}";

    /// <summary>Where an account's orders begin.</summary>
    public const string Orders = "order|";

    /// <summary>The first key after an account's orders.</summary>
    public const string AfterOrders = "order}";

    /// <summary>The answer to a call with an idempotency key.</summary>
    public static string Answer(IdempotencyKey key) => $"answer|{key}";

    /// <summary>
    /// Returns true if the row is cached. Rows that are used only once would evict rows that are used all the time, and
    /// letters are large.
    /// </summary>
    public static bool IsRemembered(string unit) => unit.Split('|')[0] is not ("mail" or "letter" or "warning");

    /// <summary>
    /// Returns the unit to read again when this row is stale: the row itself, or all the money of a team for its money and
    /// its journal, because the header holds the end of the journal.
    /// </summary>
    public static string UnitOf(string key)
    {
        var parts = key.Split('|');
        return parts[0] is "team" or "block" ? $"team|{parts[1]}|" : key;
    }
}
