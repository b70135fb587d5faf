using System.ComponentModel;
using Windsock.FlowCollector.CallReceivers;
using Windsock.FlowCollector.IstioAccessLog;

namespace Windsock.Agent.Configuration.Sections;

/// <summary>Section <c>istio</c>: what the service mesh tells of calls.</summary>
internal sealed class IstioSection
{
    [Description("The gRPC port that proxies send to.")]
    public ReceiverOptions Receiver { get; set; } = new();

    [Description("Access logs that proxies stream (Envoy's access log service).")]
    public AccessLogOptions AccessLog { get; set; } = new();

    public static IEnumerable<string> Warn(IstioSection options)
    {
        if (options.AccessLog is { Enabled: true, VerifySender: false })
        {
            yield return "istio.accessLog.verifySender is false: whoever reaches istio.receiver.listen can report calls in the name of any pod; keep others away from it";
        }
    }
}
