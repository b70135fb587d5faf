using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Windsock.FlowCollector.IstioAccessLog.Protos;
using Windsock.Model.Cluster;
using Entries = Windsock.FlowCollector.IstioAccessLog.Protos.StreamAccessLogsMessage.Types;

namespace Windsock.Benchmarks.InProcess;

/// <summary>What the sidecars of a node's tasks stream: messages of 16 HTTP entries of about 1 KB, as the buffers of proxies make them.
/// Small enough to be near the processor, as bytes are that have just come off a socket; a new round makes new calls of them.</summary>
internal sealed record CallCorpus(IReadOnlyList<byte[]> Messages, IReadOnlyList<int[]> Times, int Calls, Corpus Pods)
{
    private const int Sidecars = 100;
    private const int EntriesPerMessage = 16;
    private const int MessagesPerSidecar = 2;
    private const long FirstSecond = 1_800_000_000;

    public double BytesPerCall => Messages.Sum(message => (double)message.Length) / Calls;

    public static CallCorpus Generate()
    {
        var dice = new Random(5);
        var messages = new List<byte[]>();
        for (var number = 0; number < MessagesPerSidecar; number++)
        {
            for (var sidecar = 0; sidecar < Sidecars; sidecar++)
            {
                var logs = new Entries.HTTPAccessLogEntries();
                logs.LogEntry.AddRange(Enumerable.Range(0, EntriesPerMessage).Select(_ => Entry(dice, sidecar)));

                // Streams last for hours: the identifier is not part of what is measured.
                messages.Add(new StreamAccessLogsMessage { HttpLogs = logs }.ToByteArray());
            }
        }

        return new CallCorpus(messages, [.. messages.Select(TimesOf)], Sidecars * EntriesPerMessage * MessagesPerSidecar, PodsOf());
    }

    /// <summary>Makes the calls of all messages begin at another second: the same calls again would be taken for copies.</summary>
    public void Move(int round)
    {
        Span<byte> second = stackalloc byte[5];
        Write(FirstSecond + round, second);
        for (var index = 0; index < Messages.Count; index++)
        {
            foreach (var place in Times[index])
            {
                second.CopyTo(Messages[index].AsSpan(place));
            }
        }
    }

    /// <summary>Where the seconds of the entries' times stand.</summary>
    private static int[] TimesOf(byte[] message)
    {
        Span<byte> second = stackalloc byte[5];
        Write(FirstSecond, second);
        var places = new List<int>();
        for (var place = message.AsSpan().IndexOf(second); place >= 0;)
        {
            places.Add(place);
            var next = message.AsSpan(place + 5).IndexOf(second);
            place = next < 0 ? -1 : place + 5 + next;
        }

        return places.Count == EntriesPerMessage ? [.. places] : throw new InvalidOperationException("Each entry has one time.");
    }

    /// <summary>A varint of five bytes, as seconds of these decades are.</summary>
    private static void Write(long value, Span<byte> target)
    {
        for (var index = 0; index < target.Length; index++, value >>= 7)
        {
            target[index] = (byte)((uint)(value & 0x7F) | (index < target.Length - 1 ? 0x80u : 0));
        }
    }

    /// <summary>Whose message this is: the index of the sidecar.</summary>
    public static int SidecarOf(int message) => message % Sidecars;

    public static Entries.Identifier Identifier(int sidecar)
    {
        var metadata = new Struct();
        foreach (var (key, value) in ((string, string)[])[("NAME", Pod(sidecar)), ("NAMESPACE", "airflow"), ("NODE_NAME", "bench"), ("INSTANCE_IPS", Ip(sidecar))])
        {
            metadata.Fields[key] = Value.ForString(value);
        }

        return new Entries.Identifier { LogName = "http_envoy_accesslog", Node = new Node { Id = $"sidecar~{Ip(sidecar)}~{Pod(sidecar)}.airflow~airflow.svc.cluster.local", Metadata = metadata } };
    }

    private static Corpus PodsOf() => new("sidecars", [], [.. Enumerable.Range(0, Sidecars).Select(sidecar => Corpus.Pod("airflow", Pod(sidecar), Ip(sidecar), sidecar))]);

    private static HTTPAccessLogEntry Entry(Random dice, int sidecar)
    {
        var service = dice.Next(12).ToString(CultureInfo.InvariantCulture);
        var id = new byte[16];
        dice.NextBytes(id);
        var common = new AccessLogCommon
        {
            DownstreamRemoteAddress = At(Ip(sidecar), dice.Next(30_000, 60_000)),
            DownstreamLocalAddress = At($"10.96.0.{service}", 80),
            StartTime = new Timestamp { Seconds = FirstSecond, Nanos = dice.Next(1_000_000_000) },
            TimeToLastRxByte = Nanos(dice),
            TimeToFirstUpstreamTxByte = Nanos(dice),
            TimeToLastUpstreamTxByte = Nanos(dice),
            TimeToFirstUpstreamRxByte = Nanos(dice),
            TimeToLastUpstreamRxByte = Nanos(dice),
            TimeToFirstDownstreamTxByte = Nanos(dice),
            TimeToLastDownstreamTxByte = Nanos(dice),
            UpstreamRemoteAddress = At($"10.2.0.{service}", 8_080),
            UpstreamLocalAddress = At(Ip(sidecar), dice.Next(30_000, 60_000)),
            UpstreamCluster = $"outbound|80||service-{service}.shop.svc.cluster.local",
            RouteName = "default",
            DownstreamDirectRemoteAddress = At(Ip(sidecar), dice.Next(30_000, 60_000)),
            Duration = Nanos(dice),
            UpstreamRequestAttemptCount = 1,
            StreamId = new Guid(id).ToString(),
            DownstreamWireBytesSent = (ulong)dice.Next(100_000),
            DownstreamWireBytesReceived = (ulong)dice.Next(100_000),
            UpstreamWireBytesSent = (ulong)dice.Next(100_000),
            UpstreamWireBytesReceived = (ulong)dice.Next(100_000),
            AccessLogType = AccessLogType.DownstreamEnd,
        };
        var peer = new Struct();
        foreach (var (key, value) in ((string, string)[])[
            ("name", $"service-{service}-7b6c5d4f8-w9x2z"), ("namespace", "shop"), ("workload", $"service-{service}"), ("type", "deployment"),
            ("service", $"service-{service}"), ("revision", "latest"), ("cluster", "Kubernetes")])
        {
            peer.Fields[key] = Value.ForString(value);
        }

        common.FilterStateObjects["upstream_peer"] = Any.Pack(peer);
        return new HTTPAccessLogEntry
        {
            CommonProperties = common,
            ProtocolVersion = HTTPAccessLogEntry.Types.HTTPVersion.Http11,
            Request = new HTTPRequestProperties
            {
                RequestMethod = RequestMethod.Get,
                Scheme = "http",
                Authority = $"service-{service}.shop:80",
                Path = $"/v1/partitions/{dice.Next()}/rows?limit=500",
                UserAgent = "python-requests/2.32.3",
                RequestId = new Guid(id).ToString(),
                RequestHeadersBytes = 512,
                RequestHeaders = { ["traceparent"] = $"00-{new Guid(id):N}-00f067aa0ba902b7-01" },
            },
            Response = new HTTPResponseProperties { ResponseCode = 200, ResponseHeadersBytes = 200, ResponseBodyBytes = 4_096, ResponseCodeDetails = "via_upstream" },
        };
    }

    private static string Pod(int sidecar) => $"etl-load-partition-{sidecar:x6}";

    private static string Ip(int sidecar) => $"10.1.0.{sidecar + 1}";

    private static Duration Nanos(Random dice) => new() { Nanos = dice.Next(1, 900_000_000) };

    private static Address At(string ip, int port) => new() { SocketAddress = new SocketAddress { Address = ip, PortValue = (uint)port } };
}
