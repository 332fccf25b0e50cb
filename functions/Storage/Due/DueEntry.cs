using System.Globalization;
using FlexFunctions.Domain;

namespace FlexFunctions.Storage;

/// <summary>
/// That something is, or will be, due: it is written before the commit that makes it true, so it may tell of something
/// that never came to be. Whoever finds it looks at the ledger.
/// </summary>
/// <param name="Kind">What is due.</param>
/// <param name="At">When; of teams and mails, when that was written.</param>
/// <param name="Account">Whose.</param>
/// <param name="Team">The team, of credits and teams; null for orders, which say themselves where they are, and for mails.</param>
/// <param name="Subject">The order, the credits or the mail; nothing for a team.</param>
public sealed record DueEntry(DueKind Kind, DateTimeOffset At, AccountId Account, TeamId? Team, string Subject)
{
    /// <summary>The expiry of an order.</summary>
    public static DueEntry Expiry(AccountId account, Order order) =>
        new(DueKind.Expiry, order.ExpiresAt, account, null, order.Id.Value);

    /// <summary>The expiry of cloud credits.</summary>
    public static DueEntry Expiry(AccountId account, TeamId team, GrantKey credits) =>
        new(DueKind.Expiry, credits.ExpiresAt, account, team, credits.Order.Value);

    /// <summary>The warning that an order expires.</summary>
    public static DueEntry ExpiryWarning(AccountId account, Order order) =>
        new(DueKind.ExpiryWarning, order.ExpiresAt.AddDays(-BalanceStatus.ExpiringDays), account, null, order.Id.Value);

    /// <summary>That a team may have to be warned.</summary>
    public static DueEntry Warnable(AccountId account, TeamId team, DateTimeOffset now) =>
        new(DueKind.Warnable, now, account, team, "");

    /// <summary>That there is a ledger.</summary>
    public static DueEntry Ledger(AccountId account, TeamId team, DateTimeOffset now) =>
        new(DueKind.Ledger, now, account, team, "");

    /// <summary>That a mail waits.</summary>
    public static DueEntry Mail(AccountId account, string key, DateTimeOffset now) =>
        new(DueKind.Mail, now, account, null, key);

    /// <summary>
    /// The key of its row: by day for what becomes due at a time; by its name for what is due as soon as it is found. The
    /// same again is the same row.
    /// </summary>
    internal string Key => IsOfADay ? $"{DayOf(At)}|{Account}|{Team}|{Subject}" : $"{Account}|{Team}|{Subject}";

    /// <summary>True for what becomes due at a time, which is known once and for all.</summary>
    internal bool IsOfADay => Kind is DueKind.Expiry or DueKind.ExpiryWarning;

    /// <summary>How keys write the UTC day of an instant.</summary>
    internal static string DayOf(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
