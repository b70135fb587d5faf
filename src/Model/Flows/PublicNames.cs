namespace Windsock.Model.Flows;

/// <summary>The names people and metric labels see: the public names of the Hubble API in lower case. Every result is a
/// constant, so a label made from it never allocates and the set of values is closed.</summary>
public static class PublicNames
{
    public static string Of(Verdict verdict) => verdict switch
    {
        Verdict.Forwarded => "forwarded",
        Verdict.Dropped => "dropped",
        Verdict.Error => "error",
        Verdict.Audit => "audit",
        Verdict.Redirected => "redirected",
        Verdict.Traced => "traced",
        Verdict.Translated => "translated",
        _ => "verdict_unknown",
    };

    public static string Of(L4Protocol protocol) => protocol switch
    {
        L4Protocol.Tcp => "tcp",
        L4Protocol.Udp => "udp",
        L4Protocol.Icmp => "icmp",
        L4Protocol.IcmpV6 => "icmpv6",
        L4Protocol.Sctp => "sctp",
        _ => "other",
    };

    public static string Of(TrafficDirection direction) => direction switch
    {
        TrafficDirection.Ingress => "ingress",
        TrafficDirection.Egress => "egress",
        _ => "unknown",
    };

    public static string Of(FlowType type) => type switch
    {
        FlowType.L3L4 => "l3_l4",
        FlowType.L7 => "l7",
        FlowType.Socket => "sock",
        _ => "unknown_type",
    };

    /// <summary>RFC 1035, RFC 2136 and RFC 6891 response codes; anything else is <c>other</c>.</summary>
    public static string OfRcode(uint rcode) => rcode switch
    {
        0 => "noerror",
        1 => "formerr",
        2 => "servfail",
        3 => "nxdomain",
        4 => "notimp",
        5 => "refused",
        6 => "yxdomain",
        7 => "yxrrset",
        8 => "nxrrset",
        9 => "notauth",
        10 => "notzone",
        16 => "badvers",
        _ => "other",
    };

    public static string Of(DropReason reason) => reason switch
    {
        DropReason.Unknown => "drop_reason_unknown",
        DropReason.InvalidSourceMac => "invalid_source_mac",
        DropReason.InvalidDestinationMac => "invalid_destination_mac",
        DropReason.InvalidSourceIp => "invalid_source_ip",
        DropReason.PolicyDenied => "policy_denied",
        DropReason.InvalidPacketDropped => "invalid_packet_dropped",
        DropReason.CtTruncatedOrInvalidHeader => "ct_truncated_or_invalid_header",
        DropReason.CtMissingTcpAckFlag => "ct_missing_tcp_ack_flag",
        DropReason.CtUnknownL4Protocol => "ct_unknown_l4_protocol",
        DropReason.CtCannotCreateEntryFromPacket => "ct_cannot_create_entry_from_packet",
        DropReason.UnsupportedL3Protocol => "unsupported_l3_protocol",
        DropReason.MissedTailCall => "missed_tail_call",
        DropReason.ErrorWritingToPacket => "error_writing_to_packet",
        DropReason.UnknownL4Protocol => "unknown_l4_protocol",
        DropReason.UnknownIcmpv4Code => "unknown_icmpv4_code",
        DropReason.UnknownIcmpv4Type => "unknown_icmpv4_type",
        DropReason.UnknownIcmpv6Code => "unknown_icmpv6_code",
        DropReason.UnknownIcmpv6Type => "unknown_icmpv6_type",
        DropReason.ErrorRetrievingTunnelKey => "error_retrieving_tunnel_key",
        DropReason.ErrorRetrievingTunnelOptions => "error_retrieving_tunnel_options",
        DropReason.InvalidGeneveOption => "invalid_geneve_option",
        DropReason.UnknownL3TargetAddress => "unknown_l3_target_address",
        DropReason.StaleOrUnroutableIp => "stale_or_unroutable_ip",
        DropReason.NoMatchingLocalContainerFound => "no_matching_local_container_found",
        DropReason.ErrorWhileCorrectingL3Checksum => "error_while_correcting_l3_checksum",
        DropReason.ErrorWhileCorrectingL4Checksum => "error_while_correcting_l4_checksum",
        DropReason.CtMapInsertionFailed => "ct_map_insertion_failed",
        DropReason.InvalidIpv6ExtensionHeader => "invalid_ipv6_extension_header",
        DropReason.IpFragmentationNotSupported => "ip_fragmentation_not_supported",
        DropReason.ServiceBackendNotFound => "service_backend_not_found",
        DropReason.NoTunnelOrEncapsulationEndpoint => "no_tunnel_or_encapsulation_endpoint",
        DropReason.FailedToInsertIntoProxymap => "failed_to_insert_into_proxymap",
        DropReason.ReachedEdtRateLimitingDropHorizon => "reached_edt_rate_limiting_drop_horizon",
        DropReason.UnknownConnectionTrackingState => "unknown_connection_tracking_state",
        DropReason.LocalHostIsUnreachable => "local_host_is_unreachable",
        DropReason.NoConfigurationAvailableToPerformPolicyDecision => "no_configuration_available_to_perform_policy_decision",
        DropReason.UnsupportedL2Protocol => "unsupported_l2_protocol",
        DropReason.NoMappingForNatMasquerade => "no_mapping_for_nat_masquerade",
        DropReason.UnsupportedProtocolForNatMasquerade => "unsupported_protocol_for_nat_masquerade",
        DropReason.FibLookupFailed => "fib_lookup_failed",
        DropReason.EncapsulationTrafficIsProhibited => "encapsulation_traffic_is_prohibited",
        DropReason.InvalidIdentity => "invalid_identity",
        DropReason.UnknownSender => "unknown_sender",
        DropReason.NatNotNeeded => "nat_not_needed",
        DropReason.IsAClusterip => "is_a_clusterip",
        DropReason.FirstLogicalDatagramFragmentNotFound => "first_logical_datagram_fragment_not_found",
        DropReason.ForbiddenIcmpv6Message => "forbidden_icmpv6_message",
        DropReason.DeniedByLbSrcRangeCheck => "denied_by_lb_src_range_check",
        DropReason.SocketLookupFailed => "socket_lookup_failed",
        DropReason.SocketAssignFailed => "socket_assign_failed",
        DropReason.ProxyRedirectionNotSupportedForProtocol => "proxy_redirection_not_supported_for_protocol",
        DropReason.PolicyDeny => "policy_deny",
        DropReason.VlanFiltered => "vlan_filtered",
        DropReason.InvalidVni => "invalid_vni",
        DropReason.InvalidTcBuffer => "invalid_tc_buffer",
        DropReason.NoSid => "no_sid",
        DropReason.MissingSrv6State => "missing_srv6_state",
        DropReason.Nat46 => "nat46",
        DropReason.Nat64 => "nat64",
        DropReason.AuthRequired => "auth_required",
        DropReason.CtNoMapFound => "ct_no_map_found",
        DropReason.SnatNoMapFound => "snat_no_map_found",
        DropReason.InvalidClusterId => "invalid_cluster_id",
        DropReason.UnsupportedProtocolForDsrEncap => "unsupported_protocol_for_dsr_encap",
        DropReason.NoEgressGateway => "no_egress_gateway",
        DropReason.UnencryptedTraffic => "unencrypted_traffic",
        DropReason.TtlExceeded => "ttl_exceeded",
        DropReason.NoNodeId => "no_node_id",
        DropReason.DropRateLimited => "drop_rate_limited",
        DropReason.IgmpHandled => "igmp_handled",
        DropReason.IgmpSubscribed => "igmp_subscribed",
        DropReason.MulticastHandled => "multicast_handled",
        DropReason.DropHostNotReady => "drop_host_not_ready",
        DropReason.DropEpNotReady => "drop_ep_not_ready",
        DropReason.DropNoEgressIp => "drop_no_egress_ip",
        DropReason.DropPuntProxy => "drop_punt_proxy",
        _ => "unlisted",
    };
}
