using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Windsock.FlowCollector.Grpc;

namespace Windsock.FlowCollector.Hubble;

/// <summary>Section <c>hubble</c>: where flows come from.</summary>
public sealed class HubbleOptions : IValidatableObject
{
    /// <summary><c>unix:///path</c> of the Cilium agent's socket, or <c>host:port</c> of an agent (4244) or of Hubble Relay (80, with
    /// TLS 443). Default: the agent's socket.</summary>
    [Required]
    public string Address { get; set; } = "unix:///var/run/cilium/hubble.sock";

    /// <summary>TLS to the server; all empty: plaintext.</summary>
    [ValidateObjectMembers]
    public GrpcTlsOptions Tls { get; set; } = new();

    /// <summary>Longest answer in bytes that is read; longer ones are skipped and counted as oversized. Default: 1 MiB.
    /// Range: 4 KiB to 64 MiB.</summary>
    [Range(4 * 1024, 64 * 1024 * 1024)]
    public int MessageLimitBytes { get; set; } = 1024 * 1024;

    /// <summary>How far before the agent's start flows are asked for, as far as the server still has them. Default: none.
    /// Range: 0 to 1 day.</summary>
    public TimeSpan Lookback { get; set; } = TimeSpan.Zero;

    /// <summary>After a break flows are asked for from the last one seen minus this: flows of several CPUs and nodes do not come in
    /// the order of their times. What comes again is dropped. Default: 10 s. Range: 1 s to 10 min.</summary>
    public TimeSpan ResumeOverlap { get; set; } = TimeSpan.FromSeconds(10);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!GrpcAddress.TryParse(Address, out _, out var reason))
        {
            yield return new ValidationResult(reason, [nameof(Address)]);
        }

        // Not [Range]: for a TimeSpan it needs reflection that trimming removes.
        if (Lookback < TimeSpan.Zero || Lookback > TimeSpan.FromDays(1))
        {
            yield return new ValidationResult($"{Lookback} is not between 00:00:00 and 1.00:00:00", [nameof(Lookback)]);
        }

        if (ResumeOverlap < TimeSpan.FromSeconds(1) || ResumeOverlap > TimeSpan.FromMinutes(10))
        {
            yield return new ValidationResult($"{ResumeOverlap} is not between 00:00:01 and 00:10:00", [nameof(ResumeOverlap)]);
        }
    }
}

[OptionsValidator]
internal sealed partial class HubbleOptionsValidator : IValidateOptions<HubbleOptions>;
