using Windsock.Detection.Anomalies.Words;
using Windsock.Detection.Diagnosis;
using Windsock.Model.Findings;
using Windsock.Model.Tries;

namespace Windsock.Detection.Anomalies.DnsFailure;

/// <summary>A name that a task needs does not resolve, or its name server does not answer. Steps of a search path are no failures.</summary>
internal sealed class DnsFailureDetector(DnsFailureOptions options) : ITryDetector
{
    /// <summary>A resolver asks twice at least, and for IPv4 and IPv6: fewer unanswered questions are lost packets, or lost events.</summary>
    private const int LeastSilences = 4;

    private readonly Troubles _troubles = new("dns_failure", FailureCause.DnsFailure, "failed look-ups", options.ManyFrom, IsNoise);

    public string Rule => "dns_failure";

    public void Inspect(TryView view, ICollection<Finding> findings) => _troubles.Inspect(view, findings);

    /// <summary>Names of addresses are for logs, and nobody fails for want of them; a name server that was silent once is not down.</summary>
    private static bool IsNoise(Suspicion trouble) => trouble.PeerCase is null ? trouble.Peer.EndsWith(".arpa", StringComparison.Ordinal) : trouble.Count < LeastSilences;
}
