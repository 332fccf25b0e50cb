using System.Globalization;
using System.Text.Json;
using FlexFunctions.Storage;
using Microsoft.Extensions.Time.Testing;

namespace FlexFunctions.App.Tests;

/// <summary>Purchases that come to several instances at once (R11).</summary>
[Collection(TestStores.Collection)]
public sealed class RacingPurchasesTests(TestStores stores)
{
    private const string Path = "/api/accounts/acme/orders";
    private const int Instances = 4;

    [Theory, OnBothStores]
    public async Task Requests_with_one_key_at_once_buy_one_order_and_have_one_answer(StoreKind kind)
    {
        using var store = await stores.OpenAsync(kind);
        await using var race = new InstanceRace(store, Instances);

        var answers = await BuyAsync(race, each: 5, (_, _) => ("key", 100));

        Assert.All(answers, answer => Assert.Equal(201, answer.Status));
        Assert.Single(answers.Select(answer => answer.Body.GetRawText()).Distinct());
        Assert.Equal(100, await race[0].BalanceAsync());
        Assert.Single(await race[1].JournalAsync());
        await race[2].AssertConservedAsync();
    }

    /// <summary>Such as: one reads that there is no answer yet, another buys, and the first reads the team.</summary>
    [Fact]
    public async Task Requests_with_one_key_have_one_answer()
    {
        for (var seed = 1; seed <= 25; seed++)
        {
            using var memory = SqliteRowStore.OpenMemory();
            var clock = new FakeTimeProvider(AppFixture.Start);
            var interleaving = new Interleaving(new Random(seed), clock);
            await using var one = new AppFixture(new InterleavedStore(memory, interleaving), clock);
            await using var two = new AppFixture(new InterleavedStore(memory, interleaving), clock);
            AppFixture[] asked = [one, two, one, two];
            var answers = Array.Empty<(int Status, JsonElement Body)>();

            interleaving.Run(async () =>
                answers = await Task.WhenAll(asked.Select(app => app.Api.CallAsync("POST", Path, Order(100), "key")))
            );

            Assert.True(
                answers.All(answer => answer.Status == 201)
                    && answers.DistinctBy(answer => answer.Body.GetRawText()).Count() == 1,
                $"seed {seed}: {string.Join(", ", answers)}"
            );
            Assert.Equal(100, await one.BalanceAsync());
            Assert.Single(await two.JournalAsync());
        }
    }

    [Theory, OnBothStores]
    public async Task Of_requests_with_one_key_and_other_bodies_at_once_one_is_served(StoreKind kind)
    {
        using var store = await stores.OpenAsync(kind);
        await using var race = new InstanceRace(store, Instances);

        var answers = await BuyAsync(race, each: 2, (instance, _) => ("key", 100 + instance));

        // Who asked for what was bought has the answer, the others hear that the key is taken.
        var bought = await race[0].BalanceAsync();
        foreach (var (status, body, tokens) in answers)
        {
            Assert.Equal(tokens == bought ? 201 : 409, status);
            Assert.Equal(
                tokens == bought ? null : "idempotency-key-reused",
                body.TryGetProperty("code", out var code) ? code.GetString() : null
            );
        }

        Assert.Single(await race[1].JournalAsync());
    }

    [Theory, OnBothStores]
    public async Task Requests_with_keys_of_their_own_at_once_buy_an_order_each(StoreKind kind)
    {
        using var store = await stores.OpenAsync(kind);
        await using var race = new InstanceRace(store, Instances);

        var answers = await BuyAsync(race, each: 5, (instance, request) => (Key(instance, request), 100));

        Assert.All(answers, answer => Assert.Equal(201, answer.Status));
        Assert.Equal(answers.Length * 100, await race[0].BalanceAsync());
        Assert.Equal(answers.Length, (await race[1].JournalAsync()).Count);
        await race[2].AssertConservedAsync();
    }

    [Theory, OnBothStores]
    public async Task The_limit_of_64_orders_holds_for_requests_at_once(StoreKind kind)
    {
        using var store = await stores.OpenAsync(kind);
        await using var race = new InstanceRace(store, Instances);
        for (var order = 0; order < 60; order++)
        {
            await race[0].BuyAsync(7);
        }

        var answers = await BuyAsync(race, each: 2, (instance, request) => (Key(instance, request), 7));

        Assert.Equal(4, answers.Count(answer => answer.Status == 201));
        Assert.All(
            answers.Where(answer => answer.Status != 201),
            answer => Assert.Equal("too-many-orders", answer.Body.GetProperty("code").GetString())
        );
        Assert.Equal(64 * 7, await race[1].BalanceAsync());
    }

    private static async Task<(int Status, JsonElement Body, int Tokens)[]> BuyAsync(
        InstanceRace race,
        int each,
        Func<int, int, (string Key, int Tokens)> ask
    )
    {
        var answers = await race.RunAsync(
            (app, instance) =>
                Task.WhenAll(
                    Enumerable
                        .Range(0, each)
                        .Select(async request =>
                        {
                            var (key, tokens) = ask(instance, request);
                            var (status, body) = await app.Api.CallAsync("POST", Path, Order(tokens), key);
                            return (status, body, tokens);
                        })
                )
        );
        return [.. answers.SelectMany(answer => answer)];
    }

    private static string Key(int instance, int request) =>
        string.Create(CultureInfo.InvariantCulture, $"key-{instance}-{request}");

    private static object Order(int tokens) =>
        new
        {
            team = "design",
            tokens,
            country = "GB",
        };
}
