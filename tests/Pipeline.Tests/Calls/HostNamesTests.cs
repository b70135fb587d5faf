using Windsock.Pipeline.Stages;

namespace Windsock.Pipeline.Tests.Calls;

public class HostNamesTests
{
    private readonly HostNames _names = new();

    [Fact]
    public void The_same_host_gives_the_same_list_so_that_it_is_known_by_reference()
    {
        var first = _names.Of("api.example.com");

        Assert.Equal(["api.example.com"], first);
        Assert.True(first == _names.Of(new string("api.example.com".AsSpan())));
        Assert.Empty(_names.Of(""));
    }

    [Fact]
    public void Hosts_without_end_take_a_bounded_place()
    {
        var first = _names.Of("0.example.com");
        for (var number = 1; number <= 4_096; number++)
        {
            _names.Of($"{number}.example.com");
        }

        Assert.False(first == _names.Of("0.example.com"));
    }
}
