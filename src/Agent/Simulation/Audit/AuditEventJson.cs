using System.Globalization;
using System.Text.Json.Nodes;
using Windsock.Agent.Simulation.World.Platform;

namespace Windsock.Agent.Simulation.Audit;

/// <summary>Writes requests as the audit backend of an API server does: <c>audit.k8s.io/v1</c>, stage ResponseComplete. The policy is the one
/// that docs recommend: bodies for what Crossplane brought, metadata for all else.</summary>
internal static class AuditEventJson
{
    public static JsonObject Of(ApiRequest request)
    {
        var hasBodies = ResourceType.Custom.Contains(request.Type);
        var json = new JsonObject
        {
            ["kind"] = "Event",
            ["apiVersion"] = "audit.k8s.io/v1",
            ["level"] = hasBodies ? "RequestResponse" : "Metadata",
            ["auditID"] = request.Id.ToString(),
            ["stage"] = "ResponseComplete",
            ["requestURI"] = Uri(request),
            ["verb"] = request.Verb,
            ["user"] = User(request.Caller),
            ["sourceIPs"] = new JsonArray(request.Caller.SourceIp),
            ["userAgent"] = request.Caller.UserAgent,
            ["objectRef"] = Reference(request),
            ["responseStatus"] = Status(request),
        };
        if (hasBodies)
        {
            AddBodies(json, request);
        }

        json["requestReceivedTimestamp"] = Time(request.ReceivedAt);
        json["stageTimestamp"] = Time(request.ReceivedAt + request.Took);
        json["annotations"] = Annotations(request);
        return json;
    }

    public static JsonObject List(IEnumerable<JsonObject> events) => new()
    {
        ["kind"] = "EventList",
        ["apiVersion"] = "audit.k8s.io/v1",
        ["metadata"] = new JsonObject(),
        ["items"] = new JsonArray([.. events]),
    };

    /// <summary>JSON, and no event: what a cut in the wrong place leaves.</summary>
    public static JsonObject Garbled() => new()
    {
        ["kind"] = "Event",
        ["apiVersion"] = "audit.k8s.io/v1",
        ["auditID"] = 42,
        ["stage"] = new JsonArray("ResponseComplete"),
        ["verb"] = null,
    };

    /// <summary>MicroTime: always six digits.</summary>
    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    private static string Uri(ApiRequest request)
    {
        var type = request.Type;
        var root = type.Group.Length == 0 ? $"/api/{type.Version}" : $"/apis/{type.ApiVersion}";
        var space = request.Namespace.Length == 0 ? "" : $"/namespaces/{request.Namespace}";
        var name = request.Name.Length == 0 || request.Verb == "create" ? "" : "/" + request.Name;
        return $"{root}{space}/{type.Plural}{name}{(request.Query.Length == 0 ? "" : "?" + request.Query)}";
    }

    private static JsonObject User(ApiCaller caller)
    {
        var user = new JsonObject { ["username"] = caller.Username };
        if (caller.Uid.Length > 0)
        {
            user["uid"] = caller.Uid;
        }

        user["groups"] = new JsonArray([.. caller.Groups]);
        var extra = new JsonObject();
        if (caller.CredentialId.Length > 0)
        {
            extra["authentication.kubernetes.io/credential-id"] = new JsonArray(caller.CredentialId);
        }

        if (caller.Pod is { } pod)
        {
            extra["authentication.kubernetes.io/node-name"] = new JsonArray(pod.NodeName);
            extra["authentication.kubernetes.io/pod-name"] = new JsonArray(pod.Name);
            extra["authentication.kubernetes.io/pod-uid"] = new JsonArray(pod.Uid);
        }

        user["extra"] = extra;
        return user;
    }

    /// <summary>A list has no name, and what is forbidden was never read.</summary>
    private static JsonObject Reference(ApiRequest request)
    {
        var reference = new JsonObject { ["resource"] = request.Type.Plural };
        Add(reference, "namespace", request.Namespace);
        Add(reference, "name", request.Name);
        Add(reference, "apiGroup", request.Type.Group);
        reference["apiVersion"] = request.Type.Version;
        return reference;
    }

    private static JsonObject Status(ApiRequest request)
    {
        var status = new JsonObject { ["metadata"] = new JsonObject() };
        if (request.Code >= 400)
        {
            status["status"] = "Failure";
            status["message"] = request.Message;
            status["reason"] = request.Reason;
        }

        status["code"] = request.Code;
        return status;
    }

    private static void AddBodies(JsonObject json, ApiRequest request)
    {
        if (request.Verb is "create" && request.Code < 400)
        {
            json["requestObject"] = Body(request, isAnswer: false);
        }

        if (request.Code < 400)
        {
            json["responseObject"] = Body(request, isAnswer: true);
        }
    }

    private static JsonObject Body(ApiRequest request, bool isAnswer)
    {
        var metadata = new JsonObject { ["name"] = request.Name };
        Add(metadata, "namespace", request.Namespace);
        if (isAnswer)
        {
            metadata["uid"] = request.ObjectUid;
        }

        if (!request.Annotations.IsEmpty)
        {
            metadata["annotations"] = new JsonObject(request.Annotations.Select(one => KeyValuePair.Create(one.Key, (JsonNode?)one.Value)));
        }

        return new JsonObject { ["apiVersion"] = request.Type.ApiVersion, ["kind"] = request.Type.Kind, ["metadata"] = metadata, ["spec"] = new JsonObject() };
    }

    private static JsonObject Annotations(ApiRequest request) => request.Code == 403
        ? new JsonObject { ["authorization.k8s.io/decision"] = "forbid", ["authorization.k8s.io/reason"] = "" }
        : new JsonObject
        {
            ["authorization.k8s.io/decision"] = "allow",
            ["authorization.k8s.io/reason"] = request.Caller.Pod is { } pod
                ? $"RBAC: allowed by RoleBinding \"{pod.ServiceAccount}/{pod.Namespace}\" of Role \"{pod.ServiceAccount}\" to ServiceAccount \"{pod.ServiceAccount}/{pod.Namespace}\""
                : "RBAC: allowed by ClusterRoleBinding \"sre\" of ClusterRole \"cluster-admin\" to Group \"sre\"",
        };

    private static void Add(JsonObject to, string name, string value)
    {
        if (value.Length > 0)
        {
            to[name] = value;
        }
    }
}
