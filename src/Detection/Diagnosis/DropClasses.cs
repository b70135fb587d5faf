using System.Collections.Immutable;
using Windsock.Model.Flows;
using Windsock.Model.Tries;

namespace Windsock.Detection.Diagnosis;

/// <summary>Every drop reason of Hubble: the one table that diagnoses and docs/reference/drop-reasons.md are made from.</summary>
internal static class DropClasses
{
    private const string Allow = "Allow it in a network policy.";
    private const string Agent = "Look at the Cilium agent of the task's node: its log, and 'cilium-dbg status --verbose'.";
    private const string Tables = "Look at the fill of Cilium's tables on the task's node ('cilium-dbg bpf ct list global', 'cilium-dbg metrics list') and raise their limits.";
    private const string Route = "Look at the routes of the task's node ('ip route get ADDRESS') and whether the address still exists.";
    private const string Tunnel = "Look at the tunnel between the nodes: 'cilium-dbg bpf tunnel list' and 'cilium-health status' on the task's node.";
    private const string Gateway = "Look at the CiliumEgressGatewayPolicy that selects the task's pods, and its gateway node.";
    private const string Wait = "Let the task retry its first connections for some seconds; look at how long the agent takes to make endpoints ready.";
    private const string Slow = "Send less at once, or raise the limit.";

    /// <summary>In the order of their numbers.</summary>
    public static ImmutableArray<DropClass> All { get; } =
    [
        Lost(DropReason.Unknown, "Cilium does not say why", Agent),
        Harmless(DropReason.InvalidSourceMac, "its source MAC address was not valid"),
        Harmless(DropReason.InvalidDestinationMac, "its destination MAC address was not valid"),
        NoRoute(DropReason.InvalidSourceIp, RetryAdvice.WillNotHelp, "its source address is not that of the pod", "Let the task send from its pod's own address: something in it binds or forges another."),
        new(DropReason.PolicyDenied, FailureCause.PolicyDenied, RetryAdvice.WillNotHelp, "no network policy allows it", Allow),
        Harmless(DropReason.InvalidPacketDropped, "it is no valid packet"),
        Harmless(DropReason.CtTruncatedOrInvalidHeader, "its header is cut off or not valid"),
        Harmless(DropReason.CtMissingTcpAckFlag, "it belongs to no connection that is known"),
        Lost(DropReason.CtUnknownL4Protocol, "connection tracking does not know its protocol", Agent),
        Lost(DropReason.CtCannotCreateEntryFromPacket, "connection tracking could not take it in", Tables),
        Harmless(DropReason.UnsupportedL3Protocol, "its network protocol is not supported"),
        Lost(DropReason.MissedTailCall, "a part of Cilium's program is missing, as it is for moments during an update of the agent", Agent),
        Lost(DropReason.ErrorWritingToPacket, "Cilium could not rewrite it", Agent),
        Harmless(DropReason.UnknownL4Protocol, "its transport protocol is not known"),
        Harmless(DropReason.UnknownIcmpv4Code, "its ICMP code is not known"),
        Harmless(DropReason.UnknownIcmpv4Type, "its ICMP type is not known"),
        Harmless(DropReason.UnknownIcmpv6Code, "its ICMPv6 code is not known"),
        Harmless(DropReason.UnknownIcmpv6Type, "its ICMPv6 type is not known"),
        NoRoute(DropReason.ErrorRetrievingTunnelKey, RetryAdvice.MayHelp, "the key of its tunnel could not be read", Tunnel),
        NoRoute(DropReason.ErrorRetrievingTunnelOptions, RetryAdvice.MayHelp, "the options of its tunnel could not be read", Tunnel),
        NoRoute(DropReason.InvalidGeneveOption, RetryAdvice.MayHelp, "its Geneve tunnel option is not valid", Tunnel),
        NoRoute(DropReason.UnknownL3TargetAddress, RetryAdvice.MayHelp, "nobody in the cluster has its destination address", Route),
        NoRoute(DropReason.StaleOrUnroutableIp, RetryAdvice.MayHelp, "its destination address is stale: the pod or node behind it is gone", Route),
        NoRoute(DropReason.NoMatchingLocalContainerFound, RetryAdvice.MayHelp, "no pod on the node has its destination address", Route),
        Lost(DropReason.ErrorWhileCorrectingL3Checksum, "its network checksum could not be corrected", Agent),
        Lost(DropReason.ErrorWhileCorrectingL4Checksum, "its transport checksum could not be corrected", Agent),
        Lost(DropReason.CtMapInsertionFailed, "the table of connections is full", Tables),
        Harmless(DropReason.InvalidIpv6ExtensionHeader, "its IPv6 extension header is not valid"),
        Lost(DropReason.IpFragmentationNotSupported, "it is a fragment, and fragments are not tracked", "Enable fragment tracking in Cilium, or lower the MTU of the sender."),
        new(DropReason.ServiceBackendNotFound, FailureCause.ServiceWithoutBackend, RetryAdvice.MayHelp, "the service has no ready backend", "Look at the pods behind the service: none is ready ('kubectl get endpointslices')."),
        NoRoute(DropReason.NoTunnelOrEncapsulationEndpoint, RetryAdvice.MayHelp, "there is no tunnel to the node of its destination", Tunnel),
        Lost(DropReason.FailedToInsertIntoProxymap, "the table of proxied connections is full", Tables),
        Lost(DropReason.ReachedEdtRateLimitingDropHorizon, "the pod sends more than its bandwidth limit lets pass", "Raise the pod's annotation kubernetes.io/egress-bandwidth, or send less at once."),
        Lost(DropReason.UnknownConnectionTrackingState, "connection tracking is in a state that is not known", Agent),
        NoRoute(DropReason.LocalHostIsUnreachable, RetryAdvice.MayHelp, "the node itself could not be reached from the pod", Agent),
        NotReady(DropReason.NoConfigurationAvailableToPerformPolicyDecision, "the policy of the pod was not loaded yet"),
        Harmless(DropReason.UnsupportedL2Protocol, "its link protocol is not supported"),
        NoRoute(DropReason.NoMappingForNatMasquerade, RetryAdvice.MayHelp, "no port was left to masquerade it", Tables),
        NoRoute(DropReason.UnsupportedProtocolForNatMasquerade, RetryAdvice.WillNotHelp, "its protocol cannot be masqueraded", "Use TCP, UDP or ICMP, or exclude the destination from masquerading."),
        NoRoute(DropReason.FibLookupFailed, RetryAdvice.MayHelp, "the node has no route to its destination", Route),
        NoRoute(DropReason.EncapsulationTrafficIsProhibited, RetryAdvice.WillNotHelp, "pods must not send tunnel traffic of their own", "Do not tunnel from within the task."),
        NotReady(DropReason.InvalidIdentity, "the identity of its sender is not valid (yet)"),
        NotReady(DropReason.UnknownSender, "its sender is not known (yet)"),
        Lost(DropReason.NatNotNeeded, "it needs no translation and was sent to be translated", Agent),
        NoRoute(DropReason.IsAClusterip, RetryAdvice.WillNotHelp, "a service's cluster address cannot be reached from outside the cluster", "Use an address of the service that is meant for clients outside."),
        Harmless(DropReason.FirstLogicalDatagramFragmentNotFound, "the first fragment of its datagram was not seen"),
        Harmless(DropReason.ForbiddenIcmpv6Message, "ICMPv6 messages of its kind are not let through"),
        new(DropReason.DeniedByLbSrcRangeCheck, FailureCause.PolicyDenied, RetryAdvice.WillNotHelp, "the service's loadBalancerSourceRanges do not contain its source", "Add the source to loadBalancerSourceRanges of the service."),
        Lost(DropReason.SocketLookupFailed, "the proxy's socket was not found", Agent),
        Lost(DropReason.SocketAssignFailed, "it could not be given to the proxy's socket", Agent),
        Lost(DropReason.ProxyRedirectionNotSupportedForProtocol, "a layer 7 policy sends it to the proxy, which does not speak its protocol", "Take the layer 7 rule off that port."),
        new(DropReason.PolicyDeny, FailureCause.PolicyDenied, RetryAdvice.WillNotHelp, "a deny rule of a network policy forbids it", "Narrow the deny rule: allowing more elsewhere does not override it."),
        NoRoute(DropReason.VlanFiltered, RetryAdvice.WillNotHelp, "its VLAN is not let through", "Add the VLAN to Cilium's vlan-bpf-bypass, or send without."),
        NoRoute(DropReason.InvalidVni, RetryAdvice.MayHelp, "the number of its tunnel's network is not valid", Tunnel),
        Lost(DropReason.InvalidTcBuffer, "the kernel gave Cilium a broken buffer", Agent),
        NoRoute(DropReason.NoSid, RetryAdvice.MayHelp, "there is no segment id for its destination", Tunnel),
        NoRoute(DropReason.MissingSrv6State, RetryAdvice.MayHelp, "the state of segment routing is missing", Tunnel),
        NoRoute(DropReason.Nat46, RetryAdvice.MayHelp, "it could not be translated from IPv4 to IPv6", Route),
        NoRoute(DropReason.Nat64, RetryAdvice.MayHelp, "it could not be translated from IPv6 to IPv4", Route),
        new(DropReason.AuthRequired, FailureCause.Tls, RetryAdvice.MayHelp, "mutual authentication is required and has not succeeded", "Look at mutual authentication: the SPIRE server and agent, and whether both service accounts have an identity."),
        Lost(DropReason.CtNoMapFound, "its table of connections is missing", Agent),
        NoRoute(DropReason.SnatNoMapFound, RetryAdvice.MayHelp, "the table for translating its source is missing", Agent),
        NoRoute(DropReason.InvalidClusterId, RetryAdvice.MayHelp, "its cluster id is not valid", "Look at the cluster mesh: every cluster needs an id of its own."),
        NoRoute(DropReason.UnsupportedProtocolForDsrEncap, RetryAdvice.WillNotHelp, "its protocol cannot be returned directly to the client", "Use SNAT mode for the service, or another protocol."),
        NoRoute(DropReason.NoEgressGateway, RetryAdvice.MayHelp, "no egress gateway is there for it", Gateway),
        new(DropReason.UnencryptedTraffic, FailureCause.PolicyDenied, RetryAdvice.MayHelp, "it is not encrypted and strict encryption is on", "Look at the encryption between the two nodes ('cilium-dbg encrypt status'), or exempt the address range."),
        NoRoute(DropReason.TtlExceeded, RetryAdvice.WillNotHelp, "its hop limit ran out, as it does in a routing loop", Route),
        NoRoute(DropReason.NoNodeId, RetryAdvice.MayHelp, "the node of its destination has no id yet", Tunnel),
        Lost(DropReason.DropRateLimited, "there are more of its kind than the rate limit lets pass", Slow),
        Harmless(DropReason.IgmpHandled, "Cilium answered it itself (IGMP)"),
        Harmless(DropReason.IgmpSubscribed, "Cilium took it for itself (IGMP)"),
        Harmless(DropReason.MulticastHandled, "Cilium delivered it itself (multicast)"),
        NotReady(DropReason.DropHostNotReady, "Cilium's program for the node was not ready yet"),
        NotReady(DropReason.DropEpNotReady, "Cilium's program for the pod was not ready yet"),
        NoRoute(DropReason.DropNoEgressIp, RetryAdvice.MayHelp, "the egress gateway has no address to send it from", Gateway),
        Harmless(DropReason.DropPuntProxy, "it was handed to the proxy"),
    ];

    /// <summary>For a number that this list does not know.</summary>
    public static DropClass Unlisted { get; } = Lost((DropReason)ushort.MaxValue, "this version of Windsock does not know the reason", Agent);

    private static readonly DropClass?[] ByNumber = Index();

    public static DropClass Of(DropReason reason) => (int)reason < ByNumber.Length ? ByNumber[(int)reason] ?? Unlisted : Unlisted;

    private static DropClass NoRoute(DropReason reason, RetryAdvice retry, string because, string mend) => new(reason, FailureCause.NoRoute, retry, because, mend);

    private static DropClass NotReady(DropReason reason, string because) => new(reason, FailureCause.IdentityNotReady, RetryAdvice.LikelyHelps, because, Wait);

    /// <summary>The packet vanishes without anybody forbidding it: to the task it is a peer that does not answer.</summary>
    private static DropClass Lost(DropReason reason, string because, string mend) => new(reason, FailureCause.Timeout, RetryAdvice.MayHelp, because, mend);

    private static DropClass Harmless(DropReason reason, string because) => new(reason, FailureCause.NoneSeen, RetryAdvice.Unknown, because, "");

    private static DropClass?[] Index()
    {
        var index = new DropClass?[All.Max(entry => (int)entry.Reason) + 1];
        foreach (var entry in All)
        {
            index[(int)entry.Reason] = entry;
        }

        return index;
    }
}
