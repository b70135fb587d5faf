using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Windsock.FlowCollector.Grpc;

namespace Windsock.FlowCollector.Hubble;

/// <summary>Section <c>hubble</c>: where flows come from.</summary>
public sealed class HubbleOptions : IValidatableObject
{
    /// <summary>Default true. False: an agent beside those of the nodes, which minds the platform only.</summary>
    [Description("Read flows. False: an agent beside those of the nodes, which minds the platform (audit, platform) and leaves flows and the counting of tries to them.")]
    public bool Enabled { get; set; } = true;

    /// <summary><c>unix:///path</c> of the Cilium agent's socket, or <c>host:port</c> of an agent (4244) or of Hubble Relay (80, with
    /// TLS 443). Default: the agent's socket.</summary>
    [Description("Cilium agent's Hubble server or Hubble Relay: unix:///path/of/socket or host:port.")]
    [Required]
    public string Address { get; set; } = "unix:///var/run/cilium/hubble.sock";

    /// <summary>TLS to the server; all empty: plaintext.</summary>
    [Description("TLS to the server, as soon as one of its keys is set. All empty: plaintext.")]
    [ValidateObjectMembers]
    public GrpcTlsOptions Tls { get; set; } = new();

    /// <summary>Longest answer in bytes that is read; longer ones are skipped and counted as oversized. Default: 1 MiB.
    /// Range: 4 KiB to 64 MiB.</summary>
    [Description("Longest message that is read; a longer one is skipped and counted.")]
    [Range(4 * 1024, 64 * 1024 * 1024)]
    public int MessageLimitBytes { get; set; } = 1024 * 1024;

    /// <summary>How far before the agent's start flows are asked for, as far as the server still has them. Default: none.
    /// Range: 0 to 1 day.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    [Description("How far before the agent's start flows are asked for, as far as the server still has them.")]
    public TimeSpan Lookback { get; set; } = TimeSpan.Zero;

    /// <summary>After a break flows are asked for from the last one seen minus this: flows of several CPUs and nodes do not come in
    /// the order of their times. What comes again is dropped. Default: 10 s. Range: 1 s to 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    [Description("After a break flows are asked for from the last one seen minus this; what comes again is dropped.")]
    public TimeSpan ResumeOverlap { get; set; } = TimeSpan.FromSeconds(10);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!GrpcAddress.TryParse(Address, out _, out var reason))
        {
            yield return new ValidationResult(reason, [nameof(Address)]);
        }
    }
}
