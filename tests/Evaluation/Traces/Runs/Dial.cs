using Windsock.Evaluation.Traces.Clusters;
using Windsock.Model.Calls;
using Windsock.Model.Flows;

namespace Windsock.Evaluation.Traces.Runs;

/// <summary>How a connection goes.</summary>
internal enum DialOutcome : byte { Established, Timeout, Refused, Reset, Denied }

/// <summary>One connection that a try opens, as it is decided before anything is encoded.</summary>
internal sealed class Dial
{
    public required Target Target { get; init; }

    public required Instant At { get; init; }

    public required IpAddress Ip { get; init; }

    public required ushort Port { get; init; }

    public ushort ClientPort { get; set; }

    public DialOutcome Outcome { get; set; }

    /// <summary>SYNs that are sent: when nobody answers, or when they are dropped.</summary>
    public int Attempts { get; set; } = 1;

    /// <summary>Its first SYN is dropped, the next one passes.</summary>
    public bool IsDroppedFirst { get; set; }

    /// <summary>From its first packet to its last.</summary>
    public required TimeSpan Duration { get; init; }

    public required TimeSpan RoundTrip { get; init; }

    /// <summary>HTTP status code; 0 when there is no HTTP to be seen.</summary>
    public ushort HttpCode { get; set; }

    public long SentBytes { get; set; }

    public long ReceivedBytes { get; set; }

    /// <summary>As the server's proxy sees it.</summary>
    public TlsMode Tls { get; set; } = TlsMode.Mutual;

    /// <summary>As the server's proxy verifies it; empty: that of the pod.</summary>
    public string ClientPrincipal { get; set; } = "";

    public PolicyDecision? Policies { get; set; }

    /// <summary>When its client knows how it went.</summary>
    public Instant KnownAt => At.Add(Outcome switch
    {
        DialOutcome.Established or DialOutcome.Reset => Duration,
        DialOutcome.Refused => RoundTrip,
        _ => TimeSpan.FromSeconds(Math.Pow(2, Attempts) - 1),
    });
}
