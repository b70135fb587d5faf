using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Windsock.FlowCollector.IstioAccessLog;

/// <summary>Section <c>istio.accessLog</c>: Envoy's access log service, version 3.</summary>
public sealed class AccessLogOptions
{
    /// <summary>Default: false.</summary>
    [Description("Take the access logs that sidecars and gateways of this node stream (an envoyHttpAls provider).")]
    public bool Enabled { get; set; }

    /// <summary>Whether a stream must come from an address of the pod that it says it is from. Default: true.</summary>
    [Description("Refuse a stream that does not come from an address of the pod that it says it is from. Only turn it off when another address stands between the proxies and this agent.")]
    public bool VerifySender { get; set; } = true;

    /// <summary>Names of the logs that are taken; empty: all. Up to 32. Default: empty.</summary>
    [MaxLength(32)]
    [Description("Names of the logs that are taken (logName of the provider); a stream of another name is refused. Empty: all.")]
    public IReadOnlyList<string> LogNames { get; set; } = [];
}
