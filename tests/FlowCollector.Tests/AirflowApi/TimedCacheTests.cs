using Windsock.FlowCollector.AirflowApi;
using Windsock.Testing;

namespace Windsock.FlowCollector.Tests.AirflowApi;

public sealed class TimedCacheTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void A_value_is_remembered_until_its_time_is_over()
    {
        var cache = new TimedCache<string, string>(10, TimeSpan.FromMinutes(10), _time);
        cache.Put("a", "1");

        _time.Advance(TimeSpan.FromMinutes(9.9));
        Assert.Equal("1", cache.Get("a"));
        _time.Advance(TimeSpan.FromMinutes(0.2));
        Assert.Null(cache.Get("a"));
        Assert.Null(cache.Get("b"));
    }

    [Fact]
    public void It_holds_no_more_than_its_capacity_and_forgets_what_is_old_first()
    {
        var cache = new TimedCache<int, string>(100, TimeSpan.FromMinutes(10), _time);
        for (var key = 0; key < 60; key++)
        {
            cache.Put(key, "old");
        }

        _time.Advance(TimeSpan.FromMinutes(11));
        for (var key = 100; key < 160; key++)
        {
            cache.Put(key, "new");
        }

        Assert.Equal("new", cache.Get(100));
        for (var key = 1_000; key < 11_000; key++)
        {
            cache.Put(key, "more");
            Assert.InRange(cache.Count, 1, 100);
        }

        Assert.Equal("more", cache.Get(10_999));
    }
}
