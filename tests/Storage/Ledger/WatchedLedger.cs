using FlexFunctions.Domain;

namespace FlexFunctions.Storage.Tests;

/// <summary>The ledger of one account with a team, in a store that records its calls.</summary>
internal sealed class WatchedLedger : IDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);
    public static readonly AccountId Acme = AccountId.Of("acme");
    public static readonly TeamId Team = TeamId.Of("design");
    public static readonly UserId Ann = UserId.Of("ann");
    public static readonly ProductId Maya = ProductId.Of("maya");
    public static readonly MeterKey AnnsMeter = new(Ann, Maya);

    private static readonly Money s_free = new(0, "GBP");

    public WatchedRowStore Rows { get; } = new();

    public SkippingClock Clock { get; } = new(Start);

    /// <summary>Reads a row of the ledger from the store; the read is not recorded.</summary>
    public async Task<StoredRow?> StoredAsync(string key)
    {
        var row = await Rows.ReadAsync("Ledger", Acme.Value, key, default);
        Rows.TakeCalls();
        return row;
    }

    /// <summary>Creates an instance with an empty cache.</summary>
    public LedgerStore Instance(LedgerMetrics? metrics = null) =>
        new(Rows, new RowCache(), Clock, new Random(1), metrics);

    /// <summary>
    /// Decides on an instance with an empty cache; afterwards, the recorded calls are those of this decision.
    /// </summary>
    public async Task<T> DecideAsync<T>(Func<LedgerTransaction, Task<T>> decide)
    {
        Rows.TakeCalls();
        return await Instance().DecideAsync(Acme, decide, Clock.GetUtcNow().AddMinutes(1), default);
    }

    /// <summary>Buys whole tokens that expire after a number of days, without announcing the expiry.</summary>
    public Task<bool> BuyAsync(string order, long tokens, int days = 365) =>
        DecideAsync(transaction => BuyAsync(transaction, order, tokens, days));

    /// <inheritdoc cref="BuyAsync(string,long,int)"/>
    public static async Task<bool> BuyAsync(LedgerTransaction transaction, string order, long tokens, int days = 365)
    {
        var team = await transaction.ReadTeamOrNewAsync(Team);
        var grant = Grant(order, tokens, days);
        await transaction.PostAsync(team, team.Pool.With(grant), Bought(grant));
        return true;
    }

    /// <summary>Sets the policy of the team and assigns <see cref="Ann"/> to it.</summary>
    public Task<bool> AssignAnnAsync(TeamPolicy policy) =>
        DecideAsync(async transaction =>
        {
            transaction.WritePolicy(await transaction.ReadTeamOrNewAsync(Team), policy);
            transaction.WriteAssignment(Team, Ann);
            return true;
        });

    /// <summary>Returns a grant of whole tokens that expires after a number of days.</summary>
    public static GrantKey Grant(string order, long tokens, int days = 365) =>
        new(Start.AddDays(days), Tokens.Whole(tokens), OrderId.Of(order));

    /// <summary>Returns the posting of a grant that was bought for a price of zero.</summary>
    public static Posting.Bought Bought(GrantKey grant) => new(grant, s_free, s_free);

    /// <summary>Returns an order of 100 tokens.</summary>
    public static Order Order(string id) =>
        new(
            OrderId.Of(id),
            Acme,
            Team,
            100,
            new Money(3, "GBP"),
            "GB",
            SalesChannel.Online,
            PaymentMethod.Card,
            null,
            InvoiceStatus.Paid,
            Start
        );

    /// <summary>Returns a waiting mail.</summary>
    public static OutboxMail Mail(string key) =>
        new(
            key,
            Guid.Parse("6f9619ff-8b86-d011-b42d-00cf4fc964ff"),
            "ann@example.com",
            "l1",
            [],
            Start,
            MailStatus.Waiting,
            Start,
            0,
            null
        );

    /// <summary>Returns a warning of a low balance.</summary>
    public static TeamWarning Warning(DateTimeOffset at) =>
        new(Team, WarningKind.LowBalance, at, Tokens.Whole(3), 20, null, [], []);

    /// <summary>Charges a window of <see cref="Ann"/> and draws on the team's grants.</summary>
    public static async Task<bool> ChargeAsync(LedgerTransaction transaction, long tokens, string id = "e1")
    {
        var team = await transaction.ReadTeamOrNewAsync(Team);
        var rate = Tokens.Whole(tokens);
        var (pool, paid) = team.Pool.Draw(rate, transaction.Now)!.Value;
        var charge = new WindowCharge(new ChargeWindow(transaction.Now), rate, [], paid);
        await transaction.PostAsync(team, pool, new Posting.Charged(Ann, Maya, charge, new EventRef("urn:maya", id)));
        return true;
    }

    public void Dispose() => Rows.Dispose();
}
