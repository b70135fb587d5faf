using Windsock.Model.Calls;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Exporter.Tests.Prometheus.Calls;

/// <summary>Calls of nobody in particular, and whose they are.</summary>
internal static class SomeCall
{
    public static readonly FlowId Request = new(0x0011223344556677, 0x8899AABBCCDDEEFF);

    public const string RequestText = "00112233-4455-6677-8899-aabbccddeeff";

    public static Call Http(CallReporter reporter, ushort code = 200, ushort clientPort = 40_000) => new()
    {
        Time = Some.Noon,
        DurationNanoseconds = 20_000_000,
        RequestId = Request,
        TraceId = new FlowId(1, 2),
        ClientIp = IpAddress.FromIPv4(0x0A000001),
        ServerIp = IpAddress.FromIPv4(0x0A000002),
        ClientPort = clientPort,
        ServerPort = 8080,
        Method = "GET",
        Code = code,
        SentBytes = 100,
        ReceivedBytes = 900,
        Reporter = reporter,
        Protocol = CallProtocol.Http11,
        Tls = reporter == CallReporter.Server ? TlsMode.Mutual : TlsMode.Unknown,
    };

    public static AttributedCalls Of(FlowAttribution attribution, params Call[] calls) =>
        new(new CallBatch(calls, calls.Length, "istio", Some.Noon), [.. calls.Select(_ => attribution)]);
}
