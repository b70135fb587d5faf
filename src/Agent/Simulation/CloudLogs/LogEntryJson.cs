using System.Globalization;
using System.Text.Json.Nodes;
using Windsock.Agent.Simulation.World.Platform;

namespace Windsock.Agent.Simulation.CloudLogs;

/// <summary>Writes entries as Google Cloud Logging exports them (google.logging.v2.LogEntry).</summary>
internal static class LogEntryJson
{
    public static JsonObject Of(CloudEntry entry) => entry switch
    {
        ServiceRequest request => RequestLog(request),
        ControlRequest request => AuditLog(request),
        _ => throw new InvalidOperationException($"no entry of a log that is known: {entry}"),
    };

    private static JsonObject RequestLog(ServiceRequest request)
    {
        var json = Entry(request, "run.googleapis.com%2Frequests", request.Status >= 400 ? "WARNING" : "INFO", "cloud_run_revision", new JsonObject
        {
            ["project_id"] = CloudEntry.Project,
            ["location"] = CloudEntry.Region,
            ["service_name"] = request.Service,
            ["revision_name"] = request.Service + "-00007-x2k",
            ["configuration_name"] = request.Service,
        });
        json["httpRequest"] = new JsonObject
        {
            ["requestMethod"] = request.Method,
            ["requestUrl"] = request.Url,
            ["requestSize"] = "412",
            ["status"] = request.Status,
            ["userAgent"] = "python-requests/2.32.3",
            ["remoteIp"] = CloudEntry.EgressIp,
            ["latency"] = string.Create(CultureInfo.InvariantCulture, $"{request.Latency.TotalSeconds:0.000000000}s"),
            ["protocol"] = "HTTP/1.1",
        };
        json["trace"] = $"projects/{CloudEntry.Project}/traces/{request.TraceId}";
        json["spanId"] = request.TraceId[..16];
        if (request.Text.Length > 0)
        {
            json["textPayload"] = request.Text;
        }

        return json;
    }

    private static JsonObject AuditLog(ControlRequest request)
    {
        var authentication = new JsonObject { ["principalEmail"] = request.Principal, ["principalSubject"] = "serviceAccount:" + request.Principal };
        if (request.Subject.Length > 0)
        {
            authentication["serviceAccountDelegationInfo"] = new JsonArray(new JsonObject { ["principalSubject"] = request.Subject });
        }

        var json = Entry(request, "cloudaudit.googleapis.com%2Factivity", "NOTICE", "cloud_run_job", new JsonObject
        {
            ["project_id"] = CloudEntry.Project,
            ["location"] = CloudEntry.Region,
            ["job_name"] = request.Resource[(request.Resource.LastIndexOf('/') + 1)..],
        });
        json["protoPayload"] = new JsonObject
        {
            ["@type"] = "type.googleapis.com/google.cloud.audit.AuditLog",
            ["status"] = new JsonObject(),
            ["authenticationInfo"] = authentication,
            ["requestMetadata"] = new JsonObject { ["callerIp"] = CloudEntry.EgressIp, ["callerSuppliedUserAgent"] = "grpc-python/1.71.0" },
            ["serviceName"] = request.Host,
            ["methodName"] = request.MethodName,
            ["authorizationInfo"] = new JsonArray(new JsonObject { ["resource"] = request.Resource, ["permission"] = request.Permission, ["granted"] = true }),
            ["resourceName"] = request.Resource,
        };
        return json;
    }

    private static JsonObject Entry(CloudEntry entry, string log, string severity, string type, JsonObject labels) => new()
    {
        ["logName"] = $"projects/{CloudEntry.Project}/logs/{log}",
        ["insertId"] = entry.InsertId,
        ["timestamp"] = Time(entry.At),
        ["receiveTimestamp"] = Time(entry.At.AddMilliseconds(200)),
        ["severity"] = severity,
        ["resource"] = new JsonObject { ["type"] = type, ["labels"] = labels },
    };

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
