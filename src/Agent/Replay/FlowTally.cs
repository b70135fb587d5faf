using System.Globalization;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Agent.Replay;

/// <summary>What is counted about a group of flows: what was decided, what was dropped and why, what was answered, who was on the
/// other end.</summary>
internal sealed class FlowTally
{
    /// <summary>Closed sets are far smaller; status codes come from the network.</summary>
    private const int MaxCodes = 1_000;

    private readonly CountTable _verdicts = new(MaxCodes);
    private readonly CountTable _drops = new(MaxCodes);
    private readonly CountTable _httpCodes = new(MaxCodes);
    private readonly CountTable _dnsRcodes = new(MaxCodes);
    private readonly CountTable _classes = new(MaxCodes);
    private readonly CountTable _peers;
    private long _flows;
    private long _egress;

    /// <param name="maxPeers">Distinct peers that are kept by name.</param>
    public FlowTally(int maxPeers) => _peers = new CountTable(maxPeers);

    /// <summary>A flow as such, without a point of view.</summary>
    public void Count(in Flow flow, AttributionClass attributionClass)
    {
        _flows++;
        _verdicts.Add(PublicNames.Of(flow.Verdict));
        _classes.Add(NameOf(attributionClass));
        if (flow.Verdict == Verdict.Dropped)
        {
            _drops.Add(PublicNames.Of(flow.DropReason));
        }

        switch (flow.L7)
        {
            case HttpRecord { Kind: L7Kind.Response } http:
                _httpCodes.Add(http.Code.ToString(CultureInfo.InvariantCulture));
                break;
            case DnsRecord { Kind: L7Kind.Response } dns:
                _dnsRcodes.Add(PublicNames.OfRcode(dns.Rcode));
                break;
        }
    }

    /// <summary>A flow as one of its sides sees it.</summary>
    /// <param name="isClient">The side opened the connection: egress.</param>
    public void Count(in Flow flow, AttributionClass attributionClass, bool isClient, string peer)
    {
        Count(flow, attributionClass);
        _egress += isClient ? 1 : 0;
        _peers.Add(peer);
    }

    public TallySummary Summarize() => new(
        _flows, _egress, _flows - _egress, _verdicts.ByFrequency(), _drops.ByFrequency(), _httpCodes.ByFrequency(), _dnsRcodes.ByFrequency(),
        _classes.ByFrequency(), _peers.ByFrequency());

    public static string NameOf(AttributionClass attributionClass) => attributionClass switch
    {
        AttributionClass.Exact => "exact",
        AttributionClass.Inferred => "inferred",
        AttributionClass.Ambiguous => "ambiguous",
        _ => "unknown",
    };

    public static string NameOf(AttributionKind kind) => kind switch
    {
        AttributionKind.Task => "task",
        AttributionKind.Component => "component",
        _ => "other",
    };
}
