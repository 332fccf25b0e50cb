using static FlexFunctions.Storage.CachedRows;

namespace FlexFunctions.Storage.Tests;

public sealed class RowCacheTests
{
    private readonly RowCache _cache = new(3);

    [Fact]
    public void New_cache_is_empty()
    {
        Assert.Equal(0, _cache.Count);
        Assert.Null(_cache.Find("acme", "a"));
    }

    [Fact]
    public void Full_cache_keeps_its_capacity_and_drops_an_unused_unit()
    {
        _cache.Remember("acme", "unused", None);
        for (var unit = 0; unit < 10; unit++)
        {
            _cache.Remember("acme", unit.ToString("D"), None);
        }

        Assert.Equal(3, _cache.Count);
        Assert.Null(_cache.Find("acme", "unused"));
        Assert.NotNull(_cache.Find("acme", "9"));
    }

    [Fact]
    public void Remembering_a_unit_again_replaces_it()
    {
        var later = None with { PolicyVersion = 7 };
        _cache.Remember("acme", "a", None);

        _cache.Remember("acme", "a", later);

        Assert.Equal(1, _cache.Count);
        Assert.Same(later, _cache.Find("acme", "a"));
    }

    [Fact]
    public void Each_account_has_its_own_units()
    {
        _cache.Remember("acme", "a", None);

        Assert.Null(_cache.Find("acme-2", "a"));
        _cache.Forget("acme-2", "a");
        Assert.NotNull(_cache.Find("acme", "a"));
    }

    [Fact]
    public void Forgotten_unit_is_removed()
    {
        _cache.Remember("acme", "a", None);

        _cache.Forget("acme", "a");

        Assert.Null(_cache.Find("acme", "a"));
        Assert.Equal(0, _cache.Count);
    }

    [Fact]
    public void Default_capacity_is_100000()
    {
        var cache = new RowCache();
        for (var unit = 0; unit <= 100_000; unit++)
        {
            cache.Remember("acme", unit.ToString("D"), None);
        }

        Assert.Equal(100_000, cache.Count);
    }
}
