using System.Globalization;
using FlexFunctions.Domain;

namespace FlexFunctions.Storage;

/// <summary>
/// A note that work is, or will be, due. It is written before the commit that makes it true, so the commit may be missing:
/// the reader checks the ledger.
/// </summary>
/// <param name="Kind">The kind of work.</param>
/// <param name="At">When it is due; for teams and mails, when the entry was written.</param>
/// <param name="Account">The account.</param>
/// <param name="Team">The team, for credits and teams; null for orders, which name their team, and for mails.</param>
/// <param name="Subject">The id of the order, credits or mail; empty for a team.</param>
public sealed record DueEntry(DueKind Kind, DateTimeOffset At, AccountId Account, TeamId? Team, string Subject)
{
    /// <summary>Returns the expiry of an order.</summary>
    public static DueEntry Expiry(AccountId account, Order order) =>
        new(DueKind.Expiry, order.ExpiresAt, account, null, order.Id.Value);

    /// <summary>Returns the expiry of cloud credits.</summary>
    public static DueEntry Expiry(AccountId account, TeamId team, GrantKey credits) =>
        new(DueKind.Expiry, credits.ExpiresAt, account, team, credits.Order.Value);

    /// <summary>Returns the warning before an order expires.</summary>
    public static DueEntry ExpiryWarning(AccountId account, Order order) =>
        new(DueKind.ExpiryWarning, order.ExpiresAt.AddDays(-BalanceStatus.ExpiringDays), account, null, order.Id.Value);

    /// <summary>Returns the entry of a team that may have to be warned.</summary>
    public static DueEntry Warnable(AccountId account, TeamId team, DateTimeOffset now) =>
        new(DueKind.Warnable, now, account, team, "");

    /// <summary>Returns the entry of a ledger.</summary>
    public static DueEntry Ledger(AccountId account, TeamId team, DateTimeOffset now) =>
        new(DueKind.Ledger, now, account, team, "");

    /// <summary>Returns the entry of a mail to send.</summary>
    public static DueEntry Mail(AccountId account, string key, DateTimeOffset now) =>
        new(DueKind.Mail, now, account, null, key);

    /// <summary>
    /// The key of its row: by day for work that is due at a time, by name for work that is due at once. Equal entries have
    /// the same row.
    /// </summary>
    internal string Key => IsOfADay ? $"{DayOf(At)}|{Account}|{Team}|{Subject}" : $"{Account}|{Team}|{Subject}";

    /// <summary>True for work that is due at a time, which never changes.</summary>
    internal bool IsOfADay => Kind is DueKind.Expiry or DueKind.ExpiryWarning;

    /// <summary>Formats the UTC day of an instant for keys.</summary>
    internal static string DayOf(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
