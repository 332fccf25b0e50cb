using FlexFunctions.Domain;

namespace FlexFunctions.Storage.Tests;

/// <summary>The ledger of one account, with a team, in a store that tells what it was asked.</summary>
internal sealed class WatchedLedger : IDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);
    public static readonly AccountId Acme = AccountId.Of("acme");
    public static readonly TeamId Team = TeamId.Of("design");
    public static readonly UserId Ann = UserId.Of("ann");
    public static readonly ProductId Maya = ProductId.Of("maya");
    public static readonly MeterKey AnnsMeter = new(Ann, Maya);

    public WatchedRowStore Rows { get; } = new();

    public SkippingClock Clock { get; } = new(Start);

    /// <summary>A row of the ledger as it is stored.</summary>
    public async Task<StoredRow?> StoredAsync(string key)
    {
        var row = await Rows.ReadAsync("Ledger", Acme.Value, key, default);
        Rows.TakeCalls();
        return row;
    }

    /// <summary>An instance of the functions, which remembers nothing yet.</summary>
    public LedgerStore Instance(LedgerMetrics? metrics = null) =>
        new(Rows, new RowCache(), Clock, new Random(1), metrics);

    /// <summary>Decides on an instance of its own; what the store was asked for is not told.</summary>
    public async Task<T> DecideAsync<T>(Func<LedgerTransaction, Task<T>> decide)
    {
        var answer = await Instance().DecideAsync(Acme, decide, Start.AddMinutes(1), default);
        Rows.TakeCalls();
        return answer;
    }

    /// <summary>Buys whole tokens that expire after so many days; nothing is announced of it.</summary>
    public Task<bool> BuyAsync(string order, long tokens, int days = 365) =>
        DecideAsync(transaction => BuyAsync(transaction, order, tokens, days));

    /// <inheritdoc cref="BuyAsync(string,long,int)"/>
    public static async Task<bool> BuyAsync(LedgerTransaction transaction, string order, long tokens, int days = 365)
    {
        var team = await transaction.ReadTeamOrNewAsync(Team);
        var grant = Grant(order, tokens, days);
        await transaction.PostAsync(
            team,
            team.Pool.With(grant),
            new Posting.Bought(grant, new(3, "GBP"), new(3, "GBP"))
        );
        return true;
    }

    /// <summary>A grant of whole tokens that expires after so many days.</summary>
    public static GrantKey Grant(string order, long tokens, int days = 365) =>
        new(Start.AddDays(days), Tokens.Whole(tokens), OrderId.Of(order));

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
