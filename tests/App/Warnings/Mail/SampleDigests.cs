using System.Collections.Immutable;
using FlexFunctions.Domain;

namespace FlexFunctions.App.Tests;

/// <summary>Sample digests of all kinds, with figures that are consistent with each other.</summary>
internal static class SampleDigests
{
    public static readonly DateTimeOffset At = new(2026, 11, 24, 9, 0, 0, TimeSpan.Zero);

    private static readonly PriceList s_prices = new(
        "GBP",
        ["GB"],
        At.AddYears(-1),
        [new PriceTier(1, 3), new PriceTier(200, 2)]
    );

    /// <summary>An id of the maximum length.</summary>
    public static readonly string LongId = string.Concat(Enumerable.Repeat("Design.Dept-", 11))[..Identifier.MaxLength];

    public static WarningDigest OneLow => Digest(Team("design", [WarningKind.LowBalance], 20, 5, (19, 200)));

    public static WarningDigest AllKinds =>
        Digest(
            Team("design", [WarningKind.LowBalance, WarningKind.RunOut], 20, 7, (12, 20), (7, 200)),
            Team("empty", [WarningKind.LowBalance], 100, 11),
            Team("rendering", [WarningKind.Expiring], 50, 3.5m, (120.5m, 12), (30, 25), (400, 300))
        );

    public static WarningDigest Expiring =>
        Digest(Team("rendering", [WarningKind.Expiring], 50, 3.5m, (120.5m, 12), (30, 25), (400, 300)));

    public static WarningDigest Idle =>
        Digest(Team("archive", [WarningKind.Expiring], 50, 0, (120.5m, 12), (400, 300)));

    public static WarningDigest Huge =>
        Digest(
            Team("world", [WarningKind.RunOut], 12_800_000, 9_876_543.21m, (31_999_999.999m, 364), (32_000_000, 365)),
            Team("tiny", [WarningKind.LowBalance], 0.5m, 0.001m, (0.001m, 365))
        );

    public static WarningDigest LongIds =>
        new(
            AccountId.Of(LongId),
            At,
            [
                Team(LongId, [WarningKind.LowBalance, WarningKind.Expiring], 20, 5, LongId, (19, 12)),
                Team("b" + LongId[1..], [WarningKind.RunOut], 20, 50, LongId, (190, 12)),
            ]
        );

    public static WarningDigest Many =>
        Digest([.. Enumerable.Range(1, 300).Select(n => Team($"team{n}", [WarningKind.LowBalance], 20, 5, (n, 20)))]);

    public static IEnumerable<object[]> Names => All.Keys.Select(name => new object[] { name });

    public static readonly IReadOnlyDictionary<string, WarningDigest> All = new Dictionary<string, WarningDigest>
    {
        ["one-low"] = OneLow,
        ["all-kinds"] = AllKinds,
        ["expiring"] = Expiring,
        ["idle"] = Idle,
        ["huge"] = Huge,
        ["long-ids"] = LongIds,
        ["many"] = Many,
    };

    private static WarningDigest Digest(params WarnedTeam[] teams) => new(AccountId.Of("acme"), At, teams);

    private static WarnedTeam Team(
        string team,
        WarningKind[] kinds,
        decimal lowBelow,
        decimal perDay,
        params (decimal Left, int Days)[] orders
    ) => Team(team, kinds, lowBelow, perDay, "order-", orders);

    private static WarnedTeam Team(
        string team,
        WarningKind[] kinds,
        decimal lowBelow,
        decimal perDay,
        string order,
        params (decimal Left, int Days)[] orders
    )
    {
        var pool = orders
            .Select(
                (given, n) =>
                    KeyValuePair.Create(
                        new GrantKey(
                            At.AddDays(given.Days).AddHours(-1),
                            Tokens.Of(given.Left),
                            OrderId.Of($"{order[..Math.Min(order.Length, Identifier.MaxLength - 2)]}{n + 1}")
                        ),
                        Tokens.Of(given.Left)
                    )
            )
            .Aggregate(GrantPool.Empty, (all, grant) => all.With(grant.Key));
        var usable = pool.UsableAt(At);
        var forecast = Forecast.Of(pool, perDay, At);
        var quoted = (long)Math.Clamp(perDay * 30, 1, 1_000_000);
        return new WarnedTeam(
            TeamId.Of(team),
            kinds,
            new BalanceStatus(
                usable,
                lowBelow,
                usable.Value < lowBelow,
                forecast,
                usable.Value < perDay * BalanceStatus.SoonDays
            ),
            [
                .. pool
                    .Remaining.Where(grant => grant.Key.ExpiresAt < At.AddDays(BalanceStatus.ExpiringDays))
                    .Select(grant => new ExpiringOrder(grant.Key.Order, grant.Value, grant.Key.ExpiresAt)),
            ],
            [.. pool.Remaining],
            Spent(perDay),
            perDay == 0 ? null : QuoteBody.Of(quoted, "GB", s_prices),
            BlockHash.Of("a journal"u8)
        );
    }

    /// <summary>Nothing on Sundays, more on Mondays.</summary>
    private static SpendHistory Spent(decimal perDay) =>
        Enumerable
            .Range(0, 26)
            .Select(n => SpendHistory.DayOf(At).AddDays(-n))
            .Where(day => day.DayOfWeek != DayOfWeek.Sunday)
            .Aggregate(
                SpendHistory.None,
                (all, day) =>
                    all.With(day, new Tokens((long)(perDay * (day.DayOfWeek == DayOfWeek.Monday ? 2000 : 1000))))
            );
}
