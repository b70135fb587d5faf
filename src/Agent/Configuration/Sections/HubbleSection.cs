using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Windsock.Agent.Configuration.Values;

namespace Windsock.Agent.Configuration.Sections;

/// <summary>Section <c>hubble</c>: where the flows come from.</summary>
internal sealed class HubbleSection : IValidatableObject
{
    [FlowServerAddress]
    [Description("Cilium agent's Hubble server or Hubble Relay: unix:///path/of/socket or host:port.")]
    public string Address { get; set; } = "unix:///var/run/cilium/hubble.sock";

    [Description("TLS to the server, as soon as one of its keys is set. Absent or all empty: plaintext.")]
    public HubbleTlsSection? Tls { get; set; }

    [Range(65_536, 67_108_864)]
    [Description("Longest message that is read; a longer one is skipped and counted.")]
    public int MessageLimitBytes { get; set; } = 1_048_576;

    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    [Description("First pause before connecting again after a break; it doubles, with jitter, up to reconnectMax.")]
    public TimeSpan ReconnectMin { get; set; } = TimeSpan.FromMilliseconds(500);

    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    [Description("Longest pause before connecting again.")]
    public TimeSpan ReconnectMax { get; set; } = TimeSpan.FromSeconds(30);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (ReconnectMin > ReconnectMax)
        {
            yield return new ValidationResult("must not be longer than reconnectMax", [nameof(ReconnectMin)]);
        }
    }
}
