using Windsock.Detection.Anomalies.Words;
using Windsock.Model.Findings;
using Windsock.Model.Tries;

namespace Windsock.Detection.Anomalies.DnsFailure;

/// <summary>A name that a task needs does not resolve, or its name server does not answer. Steps of a search path are no failures.</summary>
internal sealed class DnsFailureDetector(DnsFailureOptions options) : ITryDetector
{
    private readonly Troubles _troubles = new("dns_failure", FailureCause.DnsFailure, "failed look-ups", options.ManyFrom);

    public string Rule => "dns_failure";

    public void Inspect(TryView view, ICollection<Finding> findings) => _troubles.Inspect(view, findings);
}
