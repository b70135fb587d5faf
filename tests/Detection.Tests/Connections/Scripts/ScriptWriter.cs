using Windsock.Model.Connections;
using Windsock.Model.Flows;

namespace Windsock.Detection.Tests.Connections.Scripts;

/// <summary>Writes connections whose outcome is known beforehand, as the events that Cilium would give of them: at several points,
/// from both nodes (with clocks that differ), a few of the packets in the middle only, policy verdicts beside.</summary>
internal sealed class ScriptWriter
{
    private const double SecondsOfStarts = 60;

    private readonly Random _random;
    private readonly List<Flow> _flows = [];
    private Dialogue _talk = new();
    private double _start;
    private double _skew;
    private int _next;

    public ScriptWriter(int seed) => _random = new Random(seed);

    public IReadOnlyList<ScriptedConnection> Write(int count) => [.. Enumerable.Range(0, count).Select(_ => WriteOne())];

    private ScriptedConnection WriteOne()
    {
        _flows.Clear();
        _next++;
        _start = 1 + (_random.NextDouble() * SecondsOfStarts);
        _skew = (_random.NextDouble() - 0.5) * 0.04;
        _talk = new Dialogue
        {
            ClientPort = (ushort)(33_000 + _next),
            Server = $"10.0.9.{_random.Next(1, 5)}",
            ServerPort = (ushort)(_random.Next(3) switch { 0 => 443, 1 => 5_432, _ => 8_080 }),
        };
        return _random.Next(19) switch
        {
            0 => Done("closed", ConnectionOutcome.Established, SetUp(0) + Close(Uniform(0.05, 8))),
            1 => Done("long", ConnectionOutcome.Established, SetUp(0) + Chat(Uniform(13, 40)) + (_random.Next(2) == 0 ? Close(45) : 0)),
            2 => Done("reset", ConnectionOutcome.Reset, SetUp(0) + Break(Uniform(0.05, 9))),
            3 => Done("half closed, then reset", ConnectionOutcome.Established, SetUp(0) + HalfClose(Uniform(0.05, 8))),
            4 => Done("refused", ConnectionOutcome.Refused, Syn(0) + Refuse(Uniform(0.0002, 0.2))),
            5 => Done("refused at the second attempt", ConnectionOutcome.Refused, Syn(0) + Syn(1) + Refuse(1 + Uniform(0.001, 0.2))),
            6 => Done("timeout", ConnectionOutcome.Timeout, Syn(0) + Syn(1) + Syn(3) + Syn(7)),
            7 => Done("answered too late", ConnectionOutcome.Timeout, Syn(0) + Syn(1) + Late(10.5)),
            8 => Done("denied", ConnectionOutcome.Denied, Drop(0) + Drop(1) + Ignore(Drop(3)) + Ignore(Drop(7))),
            9 => Done("denied once", ConnectionOutcome.Established, Drop(0) + SetUp(1) + Close(Uniform(1.1, 8))),
            10 => Done("reset late", ConnectionOutcome.Established, SetUp(0) + Chat(15) + Break(Uniform(15, 30))),
            11 => Done("answered datagram", ConnectionOutcome.Established, Datagram(L4Protocol.Udp, Uniform(0.001, 9))),
            12 => Done("unanswered datagram", ConnectionOutcome.Unanswered, Datagram(L4Protocol.Udp, double.NaN)),
            13 => Done("denied datagram", ConnectionOutcome.Denied, DropDatagram()),
            14 => Done("echo", ConnectionOutcome.Established, OwnServer(L4Protocol.Icmp) + Datagram(L4Protocol.Icmp, Uniform(0.001, 9))),
            15 => Done("lost echo", ConnectionOutcome.Unanswered, OwnServer(L4Protocol.Icmp) + Datagram(L4Protocol.Icmp, double.NaN)),
            16 => Done("unreachable", ConnectionOutcome.Refused, OwnServer(L4Protocol.Tcp) + Syn(0) + Unreachable(Uniform(0.001, 3))),
            17 => Done("under way before", ConnectionOutcome.Established, Midstream()),
            _ => Done("behind a service", ConnectionOutcome.Established, ThroughService(Uniform(0.1, 8))),
        };
    }

    private ScriptedConnection Done(string script, ConnectionOutcome outcome, int attempts)
    {
        var isTcp = _talk.Protocol == L4Protocol.Tcp;
        var port = _talk.Protocol == L4Protocol.Icmp ? (ushort)0 : _talk.ClientPort;
        return new ScriptedConnection(script, _talk.Client, port, _talk.Server, outcome, isTcp ? attempts : 0, script == "under way before", [.. _flows]);
    }

    private double Uniform(double from, double to) => from + (_random.NextDouble() * (to - from));

    private static int Ignore(int attempts) => attempts * 0;

    /// <summary>One packet at the points it passes, at least at one of them.</summary>
    private int See(double at, Func<Dialogue, double, Flow> packet)
    {
        var views = _random.Next(1, 16);
        var time = _start + at;
        var here = packet(_talk, time);
        if ((views & 1) != 0)
        {
            _flows.Add(here);
        }

        if ((views & 2) != 0)
        {
            _flows.Add(packet(_talk, time - 0.000_01) with { ObservationPoint = ObservationPoint.FromEndpoint });
        }

        if ((views & 4) != 0)
        {
            _flows.Add(packet(_talk, time + 0.000_01) with
            {
                ObservationPoint = ObservationPoint.ToOverlay,
                Direction = TrafficDirection.Unknown,
                Reply = ReplyState.Unknown,
                TraceReason = TraceReason.Unknown,
            });
        }

        if ((views & 8) != 0)
        {
            _flows.Add(packet(_talk.AtServer(), time + 0.000_2 + _skew));
        }

        return 0;
    }

    private int Syn(double at)
    {
        if (_random.Next(3) == 0)
        {
            _flows.Add(_talk.Judged(_start + at - 0.000_02, _random.Next(2) == 0 ? Verdict.Forwarded : Verdict.Redirected));
        }

        See(at, (talk, time) => talk.Syn(time));
        return 1;
    }

    private int SetUp(double at)
    {
        var attempts = Syn(at);
        See(at + 0.001, (talk, time) => talk.SynAck(time));
        See(at + 0.002, (talk, time) => talk.Ack(time));
        return attempts;
    }

    private int Chat(double until)
    {
        for (var at = 0.1; at < until; at += 5)
        {
            See(at, (talk, time) => talk.Data(time));
            if (_random.Next(2) == 0)
            {
                See(at + 0.1, (talk, time) => talk.Answer(time));
            }
        }

        return 0;
    }

    private int Close(double at)
    {
        See(at, (talk, time) => talk.ClientFin(time));
        See(at + 0.01, (talk, time) => talk.ServerFin(time));
        return _random.Next(2) == 0 ? See(at + 0.02, (talk, time) => talk.Ack(time)) : 0;
    }

    private int Break(double at)
    {
        var isServer = _random.Next(2) == 0;
        return See(at, (talk, time) => isServer ? talk.ServerRst(time) : talk.ClientRst(time));
    }

    private int HalfClose(double at)
    {
        See(at, (talk, time) => talk.ServerFin(time));
        return See(at + 0.1, (talk, time) => talk.ClientRst(time));
    }

    private int Refuse(double at) => See(at, (talk, time) => talk.ServerRst(time));

    private int Late(double at) => See(at, (talk, time) => talk.SynAck(time));

    private int Drop(double at)
    {
        var views = _random.Next(1, 4);
        if ((views & 1) != 0)
        {
            _flows.Add(_talk.Judged(_start + at, Verdict.Dropped, Some.DeniedBy("no")));
        }

        if ((views & 2) != 0)
        {
            _flows.Add(_talk.Dropped(_start + at + 0.000_01));
        }

        return 1;
    }

    private int DropDatagram()
    {
        _talk = _talk with { Protocol = L4Protocol.Udp };
        return Drop(0);
    }

    private int OwnServer(L4Protocol protocol)
    {
        _talk = _talk with { Protocol = protocol, Server = $"10.0.{16 + (_next >> 8)}.{_next & 255}" };
        return 0;
    }

    private int Datagram(L4Protocol protocol, double answerAt)
    {
        _talk = _talk with { Protocol = protocol };
        See(0, (talk, time) => talk.Ask(time));
        return double.IsNaN(answerAt) ? 0 : See(answerAt, (talk, time) => talk.Told(time));
    }

    private int Unreachable(double at)
    {
        _flows.Add(_talk.Unreachable(_start + at));
        return 0;
    }

    private int Midstream()
    {
        See(0, (talk, time) => talk.Data(time));
        See(0.1, (talk, time) => talk.Answer(time));
        return _random.Next(2) == 0 ? Close(3) : 0;
    }

    /// <summary>The datapath chooses the backend: the client's own node shows the service's address towards the client only.</summary>
    private int ThroughService(double life)
    {
        var service = _talk with
        {
            Server = "10.96.0.10",
            ServerPort = 80,
            ServerEndpoint = new Endpoint { Identity = 2 },
            Service = new ServiceName("data", "db"),
        };
        if (_random.Next(2) == 0)
        {
            _flows.Add(service.Syn(_start - 0.000_01) with { ObservationPoint = ObservationPoint.FromEndpoint });
        }

        _flows.Add(_talk.Syn(_start));
        _flows.Add(service.SynAck(_start + 0.001));
        _flows.Add(_talk.Ack(_start + 0.002));
        _flows.Add(_talk.ClientFin(_start + life));
        _flows.Add(service.ServerFin(_start + life + 0.001));
        return 1;
    }
}
