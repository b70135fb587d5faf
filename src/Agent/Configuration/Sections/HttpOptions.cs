using System.ComponentModel;
using Windsock.Agent.Configuration.Values;

namespace Windsock.Agent.Configuration.Sections;

/// <summary>Section <c>http</c>: the agent's own pages.</summary>
internal sealed class HttpOptions
{
    [ListenAddress]
    [Description("IP address and port of /metrics, /healthz, /readyz and /api/v1. Port 0 takes any free port.")]
    public string Listen { get; set; } = "0.0.0.0:9465";
}
