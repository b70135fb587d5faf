using System.Collections.Immutable;
using Windsock.FlowCollector.IstioAccessLog.Protos;

namespace Windsock.Agent.Simulation.Sidecars;

/// <summary>Extensions compiled into a proxy: Envoy lists them all when it introduces itself, which is most of its first message.</summary>
internal static class ProxyExtensions
{
    private static readonly (string Category, string TypePackage, string[] Names)[] ByCategory =
    [
        ("envoy.access_loggers", "envoy.extensions.access_loggers",
            ["file", "http_grpc", "tcp_grpc", "open_telemetry", "stderr", "stdout", "wasm", "extension_filters.cel"]),
        ("envoy.filters.http", "envoy.extensions.filters.http",
            ["alpn", "bandwidth_limit", "buffer", "cache", "compressor", "cors", "csrf", "decompressor", "dynamic_forward_proxy", "ext_authz", "ext_proc",
             "fault", "gcp_authn", "grpc_json_transcoder", "grpc_stats", "grpc_web", "header_to_metadata", "health_check", "jwt_authn",
             "local_ratelimit", "lua", "oauth2", "on_demand", "original_src", "peer_metadata", "ratelimit", "rbac", "router", "set_filter_state",
             "set_metadata", "stateful_session", "tap", "wasm"]),
        ("envoy.filters.network", "envoy.extensions.filters.network",
            ["connection_limit", "direct_response", "echo", "ext_authz", "http_connection_manager", "local_ratelimit", "metadata_exchange",
             "mongo_proxy", "ratelimit", "rbac", "redis_proxy", "set_filter_state", "sni_cluster", "sni_dynamic_forward_proxy", "tcp_cluster_rewrite",
             "tcp_proxy", "thrift_proxy", "wasm", "zookeeper_proxy"]),
        ("envoy.filters.listener", "envoy.extensions.filters.listener",
            ["http_inspector", "local_ratelimit", "original_dst", "original_src", "proxy_protocol", "set_internal_dst_address", "tls_inspector"]),
        ("envoy.filters.udp_listener", "envoy.extensions.filters.udp", ["dns_filter", "udp_proxy"]),
        ("envoy.transport_sockets.downstream", "envoy.extensions.transport_sockets",
            ["alts", "internal_upstream", "quic", "raw_buffer", "starttls", "tap", "tcp_stats", "tls"]),
        ("envoy.transport_sockets.upstream", "envoy.extensions.transport_sockets",
            ["alts", "http_11_proxy", "internal_upstream", "quic", "raw_buffer", "starttls", "tap", "tcp_stats", "tls", "upstream_proxy_protocol"]),
        ("envoy.clusters", "envoy.extensions.clusters",
            ["aggregate", "dns", "dynamic_forward_proxy", "eds", "logical_dns", "original_dst", "redis", "static", "strict_dns"]),
        ("envoy.load_balancing_policies", "envoy.extensions.load_balancing_policies",
            ["client_side_weighted_round_robin", "cluster_provided", "least_request", "maglev", "random", "ring_hash", "round_robin", "subset", "wrr_locality"]),
        ("envoy.retry_host_predicates", "envoy.extensions.retry.host", ["omit_canary_hosts", "omit_host_metadata", "previous_hosts"]),
        ("envoy.stats_sinks", "envoy.extensions.stat_sinks", ["dog_statsd", "graphite_statsd", "hystrix", "metrics_service", "open_telemetry", "statsd", "wasm"]),
        ("envoy.tracers", "envoy.extensions.tracers", ["datadog", "dynamic_ot", "opentelemetry", "skywalking", "xray", "zipkin"]),
        ("envoy.resource_monitors", "envoy.extensions.resource_monitors", ["cpu_utilization", "downstream_connections", "fixed_heap", "injected_resource"]),
        ("envoy.wasm.runtime", "envoy.extensions.wasm", ["null", "v8"]),
    ];

    public static ImmutableArray<Extension> All { get; } =
    [
        .. ByCategory.SelectMany(group => group.Names.Select(name => new Extension
        {
            Name = $"{group.Category}.{name}",
            Category = group.Category,
            TypeUrls = { $"{group.TypePackage}.{name}.v3.{Pascal(name)}" },
        })),
    ];

    private static string Pascal(string name) => string.Concat(name.Split('_', '.').Select(part => char.ToUpperInvariant(part[0]) + part[1..]));
}
