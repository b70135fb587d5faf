using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Windsock.FlowCollector.CloudLogging.Entries;
using Windsock.FlowCollector.CloudLogging.Mapping;
using Windsock.FlowCollector.KubernetesAudit;
using Windsock.FlowCollector.KubernetesAudit.Decoding;
using Windsock.Model.Flows;
using Windsock.Model.Platform;

namespace Windsock.FlowCollector.Tests.CloudLogging;

/// <summary>Log entries in the shape in which sinks export them, and what is made of them.</summary>
internal static class SomeEntries
{
    public static readonly Instant ReceivedAt = Instant.FromDateTimeOffset(new DateTimeOffset(2026, 3, 1, 12, 0, 30, TimeSpan.Zero));

    /// <summary>A worker's service account creates a pod in a GKE cluster.</summary>
    public const string Gke = """
        {
          "insertId": "7c1f0a52-6a5e-4f0e-9a4e-3d1f1c0d6b11",
          "labels": {
            "authorization.k8s.io/decision": "allow",
            "authorization.k8s.io/reason": "RBAC: allowed by RoleBinding \"launcher/airflow\" of Role \"launcher\" to ServiceAccount \"worker/airflow\""
          },
          "logName": "projects/acme-data/logs/cloudaudit.googleapis.com%2Factivity",
          "operation": { "first": true, "id": "7c1f0a52-6a5e-4f0e-9a4e-3d1f1c0d6b11", "last": true, "producer": "k8s.io" },
          "protoPayload": {
            "@type": "type.googleapis.com/google.cloud.audit.AuditLog",
            "authenticationInfo": { "principalEmail": "system:serviceaccount:airflow:worker" },
            "authorizationInfo": [ { "granted": true, "permission": "io.k8s.core.v1.pods.create", "resource": "core/v1/namespaces/airflow/pods/load-x7f2" } ],
            "methodName": "io.k8s.core.v1.pods.create",
            "requestMetadata": { "callerIp": "10.24.3.17", "callerSuppliedUserAgent": "OpenAPI-Generator/32.0.1/python" },
            "resourceName": "core/v1/namespaces/airflow/pods/load-x7f2",
            "serviceName": "k8s.io",
            "status": { "code": 0 }
          },
          "receiveTimestamp": "2026-03-01T12:00:04.112233445Z",
          "resource": { "labels": { "cluster_name": "data", "location": "europe-west1", "project_id": "acme-data" }, "type": "k8s_cluster" },
          "timestamp": "2026-03-01T12:00:00.250000Z"
        }
        """;

    /// <summary>A request to a service of Cloud Run that a container answered.</summary>
    public const string CloudRunRequest = """
        {
          "httpRequest": {
            "latency": "0.783s", "protocol": "HTTP/1.1", "remoteIp": "203.0.113.7", "requestMethod": "POST", "requestSize": "754",
            "requestUrl": "https://scorer-638146343962.europe-west1.run.app/v1/score?customer=42", "responseSize": "314", "serverIp": "198.51.100.2",
            "status": 200, "userAgent": "python-requests/2.32.3"
          },
          "insertId": "69a43a20000a1b2c3d4e5f60",
          "labels": { "instanceId": "0069c7a988801dfb39f8" },
          "logName": "projects/acme-data/logs/run.googleapis.com%2Frequests",
          "receiveTimestamp": "2026-03-01T12:00:02.000000001Z",
          "resource": {
            "labels": { "configuration_name": "scorer", "location": "europe-west1", "project_id": "acme-data", "revision_name": "scorer-00123-kl6", "service_name": "scorer" },
            "type": "cloud_run_revision"
          },
          "severity": "INFO", "spanId": "08eee4fdfb6436f7", "timestamp": "2026-03-01T12:00:01.018142Z",
          "trace": "projects/acme-data/traces/7E51cf68801c905c1c01475feb7b060f", "traceSampled": true
        }
        """;

    /// <summary>A DAG starts a job of Cloud Run, through an impersonated account and with a downloaded key.</summary>
    public const string RunJob = """
        {
          "insertId": "1dy9ihte4iyjz",
          "logName": "projects/acme-data/logs/cloudaudit.googleapis.com%2Factivity",
          "operation": { "first": true, "id": "projects/acme-data/locations/europe-west1/operations/5f0c", "producer": "run.googleapis.com" },
          "protoPayload": {
            "@type": "type.googleapis.com/google.cloud.audit.AuditLog",
            "authenticationInfo": {
              "principalEmail": "jobs@acme-data.iam.gserviceaccount.com",
              "principalSubject": "serviceAccount:jobs@acme-data.iam.gserviceaccount.com",
              "serviceAccountDelegationInfo": [
                { "firstPartyPrincipal": { "principalEmail": "airflow@acme-data.iam.gserviceaccount.com" } },
                { "principalSubject": "principal://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/subject/ns/airflow" }
              ],
              "serviceAccountKeyName": "//iam.googleapis.com/projects/acme-data/serviceAccounts/airflow@acme-data.iam.gserviceaccount.com/keys/a378358365ff"
            },
            "authorizationInfo": [ { "granted": true, "permission": "run.jobs.run", "resource": "projects/acme-data/locations/europe-west1/jobs/report" } ],
            "methodName": "google.cloud.run.v2.Jobs.RunJob",
            "request": { "name": "projects/acme-data/locations/europe-west1/jobs/report", "overrides": { "containerOverrides": [ { "env": [ { "name": "TOKEN", "value": "hunter2" } ] } ] } },
            "requestMetadata": { "callerIp": "2001:db8::17", "callerSuppliedUserAgent": "grpc-python/1.62.1 gapic/0.10.5,gzip(gfe)" },
            "resourceName": "projects/acme-data/locations/europe-west1/jobs/report",
            "serviceName": "run.googleapis.com"
          },
          "resource": { "labels": { "job_name": "report", "location": "europe-west1", "project_id": "acme-data" }, "type": "cloud_run_job" },
          "timestamp": "2026-03-01T12:00:05.5Z"
        }
        """;

    /// <summary>With other values, by dotted paths; null takes a field away.</summary>
    public static string With(string entry, params (string Path, object? Value)[] changes)
    {
        var root = JsonNode.Parse(entry)!;
        foreach (var (path, value) in changes)
        {
            var keys = path.Split('|');
            var place = keys[..^1].Aggregate(root, (node, key) => node[key] ??= new JsonObject()).AsObject();
            if (value is null)
            {
                place.Remove(keys[^1]);
            }
            else
            {
                place[keys[^1]] = value as JsonNode ?? JsonSerializer.SerializeToNode(value);
            }
        }

        return root.ToJsonString();
    }

    public static MappedEntry Map(string entry) =>
        new CloudLoggingMapper(new AuditFilter(new KubernetesAuditOptions())).Map(LogEntryReader.TryRead(Encoding.UTF8.GetBytes(entry))!, ReceivedAt);

    public static PlatformAction Action(string entry) => Map(entry).Action ?? throw new InvalidOperationException($"no action: {Map(entry)}");
}
