using Windsock.Detection.Connections.Entries;
using Windsock.Model.Flows;

namespace Windsock.Detection.Tests.Connections.Entries;

public sealed class GivenUpConnectionsTests
{
    private const int Remembered = 16_384;

    [Fact]
    public void The_oldest_is_forgotten_and_that_too_early_casts_doubt()
    {
        var givenUp = new GivenUpConnections(window: 100);
        for (var index = 0; index < Remembered; index++)
        {
            givenUp.Add(Key(index), lastSeen: index, now: 1_000);
        }

        Assert.True(givenUp.TryGetLastSeen(Key(0), out _));
        Assert.Equal(0, givenUp.InDoubtUntil);

        givenUp.Add(Key(-1), lastSeen: 5, now: 1_050);
        Assert.False(givenUp.TryGetLastSeen(Key(0), out _));
        Assert.Equal(1_150, givenUp.InDoubtUntil);

        givenUp.Add(Key(-2), lastSeen: 5, now: 2_000);
        Assert.Equal(1_150, givenUp.InDoubtUntil);
    }

    private static ConnectionKey Key(int number) =>
        new(IpAddress.FromIPv4((uint)number), Some.Ip("10.0.0.1"), 1, 2, L4Protocol.Tcp);
}
