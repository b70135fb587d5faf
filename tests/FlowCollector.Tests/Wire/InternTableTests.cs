using System.Text;
using Windsock.FlowCollector.Wire;

namespace Windsock.FlowCollector.Tests.Wire;

public sealed class InternTableTests
{
    [Fact]
    public void What_was_put_in_is_found_again_while_there_is_room()
    {
        var table = new InternTable<string>(4_096, 1 << 20);
        for (var number = 0; number < 1_000; number++)
        {
            Put(table, $"key-{number}");
        }

        var found = Enumerable.Range(0, 1_000).Count(number => Find(table, $"key-{number}") == $"key-{number}");

        Assert.InRange(found, 990, 1_000);
        Assert.Null(Find(table, "key-1000"));
        Assert.Equal(1_000, table.Count + table.Evictions);
    }

    [Fact]
    public void Keys_of_one_length_that_differ_in_one_byte_are_different()
    {
        var table = new InternTable<string>(65_536, 64 << 20);
        var key = new byte[300];
        for (var place = 0; place < key.Length; place++)
        {
            key[place] = 1;
            table.Add(key, table.HashOf(key), $"{place}");
            key[place] = 0;
        }

        for (var place = 0; place < key.Length; place++)
        {
            key[place] = 1;
            Assert.Equal($"{place}", table.Find(key, table.HashOf(key)));
            key[place] = 0;
        }
    }

    [Fact]
    public void Equal_hashes_of_different_keys_are_told_apart_and_share_one_row_at_most()
    {
        var table = new InternTable<string>(65_536, 1 << 20);
        const ulong Hash = 12345;
        for (var number = 0; number < 10_000; number++)
        {
            var key = BitConverter.GetBytes(number);
            table.Add(key, Hash, $"{number}");
            Assert.Equal($"{number}", table.Find(key, Hash));
        }

        Assert.Equal(8, table.Count);
        Assert.Equal(10_000 - 8, table.Evictions);
    }

    [Fact]
    public void Entries_stay_within_the_capacity()
    {
        var table = new InternTable<string>(1_000, 1 << 20);
        for (var number = 0; number < 5_000; number++)
        {
            Put(table, $"key-{number}");
            Assert.InRange(table.Count, 1, 1_024);
        }

        Assert.Equal(1_024, table.Capacity);
        Assert.Equal(5_000, table.Count + table.Evictions);
    }

    [Fact]
    public void Key_bytes_stay_within_the_budget()
    {
        var table = new InternTable<string>(65_536, 10_000);
        for (var number = 0; number < 5_000; number++)
        {
            Put(table, new string('x', number % 3_000) + number);
            Assert.InRange(table.Bytes, 0, 10_000);
        }

        table.Add(new byte[10_001], 1, "too long");
        Assert.Null(table.Find(new byte[10_001], 1));
        Assert.True(table.Evictions > 0);
    }

    [Fact]
    public void An_entry_in_use_outlives_a_flood_of_keys_that_come_once()
    {
        var table = new InternTable<string>(1_024, 1 << 20);
        Put(table, "busy");
        var misses = 0;
        for (var number = 0; number < 20_000; number++)
        {
            Put(table, $"once-{number}");
            if (number % 10 == 0 && Find(table, "busy") is null)
            {
                misses++;
                Put(table, "busy");
            }
        }

        Assert.InRange(misses, 0, 20);
    }

    private static void Put(InternTable<string> table, string key)
    {
        var bytes = Encoding.UTF8.GetBytes(key);
        table.Add(bytes, table.HashOf(bytes), key);
    }

    private static string? Find(InternTable<string> table, string key)
    {
        var bytes = Encoding.UTF8.GetBytes(key);
        return table.Find(bytes, table.HashOf(bytes));
    }
}
