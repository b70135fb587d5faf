using FsCheck;
using FsCheck.Fluent;
using Windsock.Model.Flows;

namespace Windsock.Detection.Tests.Connections.Scripts;

public sealed class PlainJudgeTests
{
    [Fact]
    public void The_table_agrees_with_the_plain_way_on_any_events() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), Compare));

    private static void Compare(int seed)
    {
        var random = new Random(seed);
        var connections = Enumerable.Range(0, 40).Select(index => Soup(random, (ushort)(33_000 + index))).ToList();
        var tracking = new Tracking();
        Delivery.Deliver(tracking, connections.SelectMany(flows => flows), seed);

        var expected = connections.Select(flows => $"{Port(flows[0])} {PlainJudge.Judge(flows)}").Where(line => !line.EndsWith(' '));
        Assert.Equal(expected.Order(), tracking.Reported.Select(connection => $"{connection.ClientPort} {connection.Outcome}").Order());
    }

    /// <summary>Begins with SYNs or drops of them (or is under way), then anything in any order with pauses of at most four seconds.</summary>
    private static List<Flow> Soup(Random random, ushort port)
    {
        var isTcp = random.Next(4) != 0;
        var talk = new Dialogue { ClientPort = port, Protocol = isTcp ? L4Protocol.Tcp : L4Protocol.Udp, Server = $"10.0.9.{random.Next(1, 4)}" };
        var at = 1 + (random.NextDouble() * 30);
        var flows = new List<Flow> { Begin(random, talk, at) };
        if (random.Next(3) == 0)
        {
            at += random.NextDouble();
            flows.Add(Begin(random, talk, at));
        }

        at += random.NextDouble() * 0.01;
        for (var more = random.Next(7); more > 0; more--)
        {
            at += random.Next(2) == 0 ? random.NextDouble() * 0.01 : random.NextDouble() * 4;
            flows.Add(isTcp ? Any(random, talk, at) : random.Next(3) switch { 0 => talk.Ask(at), 1 => talk.Told(at), _ => talk.Dropped(at) });
        }

        return flows;
    }

    private static Flow Begin(Random random, Dialogue talk, double at) => (talk.Protocol, random.Next(6)) switch
    {
        (L4Protocol.Tcp, 0) => talk.Dropped(at),
        (L4Protocol.Tcp, 1) => talk.Judged(at, Verdict.Dropped),
        (L4Protocol.Tcp, 2) => talk.Data(at),
        (L4Protocol.Tcp, _) => talk.Syn(at),
        (_, 0) => talk.Dropped(at),
        _ => talk.Ask(at),
    };

    private static Flow Any(Random random, Dialogue talk, double at) => random.Next(8) switch
    {
        0 => talk.SynAck(at),
        1 => talk.Ack(at),
        2 => talk.Data(at),
        3 => talk.Answer(at),
        4 => talk.ClientFin(at),
        5 => talk.ServerFin(at),
        6 => talk.ServerRst(at),
        _ => talk.ClientRst(at),
    };

    private static ushort Port(in Flow flow) => flow.Reply == ReplyState.Reply ? flow.DestinationPort : flow.SourcePort;
}
