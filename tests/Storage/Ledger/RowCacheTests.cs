using static FlexFunctions.Storage.CachedRows;

namespace FlexFunctions.Storage.Tests;

/// <summary>How much an instance remembers, and what it forgets first.</summary>
public sealed class RowCacheTests
{
    private readonly RowCache _cache = new(3);

    [Fact]
    public void Nothing_is_remembered_at_first()
    {
        Assert.Equal(0, _cache.Count);
        Assert.Null(_cache.Find("acme", "a"));
    }

    [Fact]
    public void What_was_not_used_for_longest_goes_first()
    {
        foreach (var unit in (string[])["a", "b", "c"])
        {
            _cache.Remember("acme", unit, None);
        }

        Assert.NotNull(_cache.Find("acme", "a"));
        _cache.Remember("acme", "d", None);

        Assert.Equal(3, _cache.Count);
        Assert.Null(_cache.Find("acme", "b"));
        Assert.All((string[])["c", "a", "d"], unit => Assert.NotNull(_cache.Find("acme", unit)));
    }

    [Fact]
    public void What_is_remembered_again_is_the_later_one_and_counts_once()
    {
        var later = None with { PolicyVersion = 7 };
        _cache.Remember("acme", "a", None);
        _cache.Remember("acme", "b", None);
        _cache.Remember("acme", "a", later);
        Assert.Equal(2, _cache.Count);
        Assert.Same(later, _cache.Find("acme", "a"));

        _cache.Remember("acme", "c", None);
        _cache.Remember("acme", "d", None);
        Assert.Null(_cache.Find("acme", "b"));
        Assert.Same(later, _cache.Find("acme", "a"));
    }

    [Fact]
    public void Units_of_accounts_are_apart()
    {
        _cache.Remember("acme", "a", None);
        Assert.Null(_cache.Find("acme-2", "a"));
        _cache.Forget("acme-2", "a");
        Assert.NotNull(_cache.Find("acme", "a"));
    }

    [Fact]
    public void What_is_forgotten_leaves_its_place()
    {
        foreach (var unit in (string[])["a", "b", "c"])
        {
            _cache.Remember("acme", unit, None);
        }

        _cache.Forget("acme", "c");
        Assert.Null(_cache.Find("acme", "c"));
        Assert.Equal(2, _cache.Count);
        _cache.Remember("acme", "d", None);
        Assert.All((string[])["a", "b", "d"], unit => Assert.NotNull(_cache.Find("acme", unit)));
    }

    [Fact]
    public void A_hundred_thousand_are_remembered_unless_one_says_otherwise()
    {
        var cache = new RowCache();
        for (var unit = 0; unit <= 100_000; unit++)
        {
            cache.Remember("acme", unit.ToString("D"), None);
        }

        Assert.Equal(100_000, cache.Count);
        Assert.Null(cache.Find("acme", "0"));
        Assert.NotNull(cache.Find("acme", "1"));
    }
}
