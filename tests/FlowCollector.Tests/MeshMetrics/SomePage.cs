using System.Globalization;
using System.Text;

namespace Windsock.FlowCollector.Tests.MeshMetrics;

/// <summary>Pages as proxies show them: families that are wanted among many that are not.</summary>
internal static class SomePage
{
    /// <summary>A sidecar's page: what pilot-agent says of itself, then Envoy's part, then what the application adds.</summary>
    public static string Sidecar(
        double requests = 40, double unavailable = 2, double requestBytes = 4_120.5, double responseBytes = 80_000, double opened = 3, double closed = 1, double sent = 9_000, double received = 700)
    {
        var http = Labels("source", "etl-load-x7k2", "airflow", "api", "data", "http", ("response_code", "200"), ("grpc_response_status", ""));
        var bad = Labels("source", "etl-load-x7k2", "airflow", "api", "data", "http", ("response_code", "503"), ("grpc_response_status", "")).Replace("response_flags=\"-\"", "response_flags=\"UF,URX\"", StringComparison.Ordinal);
        var tcp = Labels("source", "etl-load-x7k2", "airflow", "postgres", "data", "tcp");
        var page = new StringBuilder();
        page.Append("# HELP istio_agent_cert_expiry_seconds The time remaining until the certificate chain expires.\n# TYPE istio_agent_cert_expiry_seconds gauge\nistio_agent_cert_expiry_seconds{resource_name=\"default\"} 86111.2\n");
        page.Append("# TYPE envoy_cluster_upstream_cx_total counter\nenvoy_cluster_upstream_cx_total{cluster_name=\"xds-grpc\"} 3\nenvoy_server_uptime{} 77\n");
        Line(page, "istio_build", "component=\"proxy\",tag=\"1.29.0\"", 1);
        page.Append("# TYPE istio_requests_total counter\n");
        Line(page, "istio_requests_total", http, requests);
        Line(page, "istio_requests_total", bad, unavailable);
        Line(page, "istio_request_duration_milliseconds_sum", http, 812);
        page.Append("# TYPE istio_request_bytes histogram\n");
        Line(page, "istio_request_bytes_bucket", http + ",le=\"0.5\"", 0);
        Line(page, "istio_request_bytes_bucket", http + ",le=\"+Inf\"", requests);
        Line(page, "istio_request_bytes_sum", http, requestBytes);
        Line(page, "istio_request_bytes_count", http, requests);
        Line(page, "istio_response_bytes_sum", http, responseBytes);
        Line(page, "istio_tcp_connections_opened_total", tcp, opened);
        Line(page, "istio_tcp_connections_closed_total", tcp, closed);
        Line(page, "istio_tcp_sent_bytes_total", tcp, sent);
        Line(page, "istio_tcp_received_bytes_total", tcp, received);
        page.Append("# TYPE my_app_rows_total counter\nmy_app_rows_total{table=\"a b\"} 17\n");

        return page.ToString();
    }

    public static string Labels(
        string reporter, string source, string sourceNamespace, string destination, string destinationNamespace, string protocol, params (string Name, string Value)[] more)
    {
        var mutual = reporter == "destination";
        var labels = new List<(string Name, string Value)>
        {
            ("reporter", reporter),
            ("source_workload", source),
            ("source_canonical_service", source),
            ("source_canonical_revision", "latest"),
            ("source_workload_namespace", sourceNamespace),
            ("source_principal", $"spiffe://cluster.local/ns/{sourceNamespace}/sa/etl"),
            ("source_app", "unknown"),
            ("source_version", "unknown"),
            ("source_cluster", "Kubernetes"),
            ("destination_workload", destination),
            ("destination_workload_namespace", destinationNamespace),
            ("destination_principal", $"spiffe://cluster.local/ns/{destinationNamespace}/sa/{destination}"),
            ("destination_app", destination),
            ("destination_version", "v1"),
            ("destination_service", $"{destination}.{destinationNamespace}.svc.cluster.local"),
            ("destination_canonical_service", destination),
            ("destination_canonical_revision", "v1"),
            ("destination_service_name", destination),
            ("destination_service_namespace", destinationNamespace),
            ("destination_cluster", "Kubernetes"),
            ("request_protocol", protocol),
            ("response_flags", "-"),
            ("connection_security_policy", mutual ? "mutual_tls" : "unknown"),
        };
        return string.Join(',', labels.Concat(more).Select(label => $"{label.Name}=\"{label.Value}\""));
    }

    private static void Line(StringBuilder page, string name, string labels, double value) => page.Append(Series(name, labels, value));

    public static string Series(string name, string labels, double value) => string.Create(CultureInfo.InvariantCulture, $"{name}{{{labels}}} {value}\n");
}
