using FsCheck;
using FsCheck.Fluent;
using Windsock.Exporter.Prometheus.Calls;

namespace Windsock.Exporter.Tests.Prometheus.Calls;

public sealed class RecentKeysTests
{
    [Fact]
    public void The_oldest_makes_room_and_is_counted() => Prop.ForAll<int[]>(keys =>
    {
        var recent = new RecentKeys<int>(4);
        var plain = new List<int>();
        var forgotten = 0;
        foreach (var key in keys.Select(key => key % 8))
        {
            var isNew = !plain.Contains(key);
            Assert.Equal(isNew, recent.Add(key));
            if (isNew)
            {
                plain.Add(key);
                if (plain.Count > 4)
                {
                    plain.RemoveAt(0);
                    forgotten++;
                }
            }
        }

        return plain.TrueForAll(recent.Contains) && recent.Forgotten == forgotten;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_is_removed_is_not_known_any_more()
    {
        var recent = new RecentKeys<int>(2);
        recent.Add(1);
        Assert.True(recent.Remove(1));
        Assert.False(recent.Remove(1));
        Assert.False(recent.Contains(1));
        Assert.True(recent.Add(1));
    }
}
