using System.Collections.Immutable;
using CsCheck;
using FlexFunctions.Domain.Tests.Building;
using FlexFunctions.Domain.Tests.Properties;
using FlexFunctions.ReferenceModel;
using static FlexFunctions.Domain.Tests.Building.When;

namespace FlexFunctions.Domain.Tests.Grants;

/// <summary>The burn-down order of grants (R13) and their expiry (R12).</summary>
public sealed class GrantPoolTests
{
    [Fact]
    public void Grant_with_the_earliest_expiry_pays_first()
    {
        var pool = Pool(Grant.Of("a", 10, Tuesday("00:00")), Grant.Of("b", 10, Monday("00:00")));
        Assert.Equal("b:7", Paid(pool, 7));
    }

    [Fact]
    public void Smaller_purchase_pays_first_if_expiries_are_equal()
    {
        var pool = Pool(Grant.Of("a", 20, Monday("00:00")), Grant.Of("b", 10, Monday("00:00")));
        Assert.Equal("b:7", Paid(pool, 7));
    }

    [Fact]
    public void Smaller_purchase_pays_first_even_if_more_of_it_remains()
    {
        var (small, large) = (Grant.Of("small", 10, Monday("00:00")), Grant.Of("large", 20, Monday("00:00")));
        var pool = new GrantPool(
            Pool(small, large).Remaining.SetItem(large, Tokens.Whole(1)).SetItem(small, Tokens.Whole(9))
        );
        Assert.Equal("small:9+large:1", Paid(pool, 10));
    }

    [Fact]
    public void Lower_order_id_pays_first_if_expiry_and_size_are_equal()
    {
        var pool = Pool(Grant.Of("a", 10, Monday("00:00")), Grant.Of("B", 10, Monday("00:00")));
        Assert.Equal("B:7", Paid(pool, 7));
    }

    [Fact]
    public void Charge_draws_on_several_grants()
    {
        var pool = Pool(
            Grant.Of("a", 3, Monday("00:00")),
            Grant.Of("b", 3, Monday("01:00")),
            Grant.Of("c", 9, Monday("02:00"))
        );
        Assert.Equal("a:3+b:3+c:1", Paid(pool, 7));
    }

    [Fact]
    public void Draw_takes_the_full_amount_or_nothing()
    {
        var pool = Pool(Grant.Of("a", 3, Monday("00:00")), Grant.Of("b", 3, Monday("01:00")));
        Assert.Null(pool.Draw(Tokens.Whole(6) + new Tokens(1), Monday("08:00")));
        Assert.Equal("a:3+b:3", Paid(pool, 6));
    }

    [Fact]
    public void Grant_cannot_be_spent_from_its_expiry_on()
    {
        var pool = Pool(Grant.Of("a", 10, Monday("08:00")));
        var expiry = Monday("08:00").AddYears(1);
        Assert.Equal(Tokens.Whole(10), pool.UsableAt(expiry - Tick));
        Assert.NotNull(pool.Draw(Tokens.Whole(10), expiry - Tick));
        Assert.Equal(Tokens.Zero, pool.UsableAt(expiry));
        Assert.Null(pool.Draw(new Tokens(1), expiry));
        Assert.Equal(Tokens.Whole(10), pool.Balance());
    }

    [Fact]
    public void Exhausted_grant_accepts_refunds_until_it_expires()
    {
        var (grant, expiry) = (Grant.Of("a", 7, Monday("08:00")), Monday("08:00").AddYears(1));
        var (spent, payments) = Pool(grant).Draw(Tokens.Whole(7), Monday("08:00"))!.Value;
        Assert.True(spent.TakesBack(payments[0], expiry - Tick));
        Assert.False(spent.TakesBack(payments[0], expiry));
        Assert.False(GrantPool.Empty.TakesBack(payments[0], Monday("08:00")));
        Assert.Equal(Tokens.Whole(7), spent.GiveBack(payments[0]).Balance());
    }

    [Fact]
    public void Adding_a_grant_twice_throws()
    {
        var grant = Grant.Of("a", 10, Monday("00:00"));
        Assert.Throws<ArgumentException>(() => Pool(grant).With(grant));
    }

    [Fact]
    public void Adding_a_partly_spent_grant_again_throws()
    {
        var grant = Grant.Of("a", 10, Monday("00:00"));
        var (spent, _) = Pool(grant).Draw(Tokens.Whole(1), Monday("08:00"))!.Value;
        Assert.Throws<ArgumentException>(() => spent.With(grant));
    }

    [Fact]
    public void Draws_equal_those_of_the_reference_model() =>
        Gen.Select(
                Gen.Select(Gen.Int[0, 3], Gen.Int[1, 5], Gen.Int[0, 3]).Array[0, 6],
                Gen.Select(Gen.Int[1, 9], Gen.Int[0, 4]).Array[1, 8]
            )
            .Sample(
                (grants, draws) =>
                {
                    ImmutableList<ReferenceGrant> model = [];
                    var pool = GrantPool.Empty;
                    foreach (var ((day, tokens, _), i) in grants.Select((grant, i) => (grant, i)))
                    {
                        // The ids do not sort in order of creation.
                        var (order, at) = ($"o{(i * 5) % 7}", Monday("00:00").AddDays(day));
                        model = model.Add(new ReferenceGrant(order, tokens, at.AddYears(1), tokens));
                        pool = pool.With(Grant.Of(order, tokens, at));
                    }

                    foreach (var (amount, day) in draws)
                    {
                        var now = Monday("00:00").AddYears(1).AddDays(day);
                        var usable = ReferenceBurnDown.Usable(model, now);
                        Assert.Equal(usable, pool.UsableAt(now).Value);
                        if (usable < amount)
                        {
                            Assert.Null(pool.Draw(Tokens.Whole(amount), now));
                            continue;
                        }

                        (model, var expected) = ReferenceBurnDown.Draw(model, amount, now);
                        (pool, var payments) = pool.Draw(Tokens.Whole(amount), now)!.Value;
                        Assert.Equal(
                            expected.Select(paid => $"{paid.Order}:{paid.Tokens}"),
                            payments.Select(paid => $"{paid.Grant.Order}:{paid.Tokens}")
                        );
                    }
                },
                iter: Iterations.Of(5_000)
            );

    private static GrantPool Pool(params GrantKey[] grants) =>
        grants.Aggregate(GrantPool.Empty, (pool, grant) => pool.With(grant));

    private static string Paid(GrantPool pool, long tokens) =>
        string.Join(
            '+',
            pool.Draw(Tokens.Whole(tokens), Wednesday("00:00"))!
                .Value.Payments.Select(p => $"{p.Grant.Order}:{p.Tokens}")
        );
}
