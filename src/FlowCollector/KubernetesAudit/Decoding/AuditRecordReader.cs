using System.Text.Json;
using Windsock.FlowCollector.Cluster.Json;

namespace Windsock.FlowCollector.KubernetesAudit.Decoding;

/// <summary>Reads one event of <c>audit.k8s.io/v1</c> (kubernetes/apiserver, pkg/apis/audit/v1/types.go), whatever the order of its keys;
/// of a key that comes twice the last one counts. Single-threaded: it owns the pool of names.</summary>
internal sealed class AuditRecordReader
{
    private const string TooBigForAzure = "skipped-too-big-size-object";

    private readonly StringPool _names = new();

    /// <param name="isCut">The text may end anywhere: what stands before its end is read.</param>
    /// <exception cref="JsonException">It is not JSON, or no object, or nests deeper than 512.</exception>
    public AuditRecord Read(ReadOnlySpan<byte> text, bool isCut)
    {
        var json = CutJson.Over(text, isCut);
        var record = new AuditRecord { IsTextCut = isCut };
        if (!CutJson.EnterObject(ref json))
        {
            throw new JsonException("An audit event is an object.");
        }

        while (CutJson.NextProperty(ref json))
        {
            ReadField(ref json, ref record);
        }

        // Text behind the end of an object is found by reading on.
        _ = isCut || json.Read();
        return record;
    }

    private void ReadField(ref Utf8JsonReader json, ref AuditRecord record)
    {
        if (json.ValueTextEquals("auditID"u8))
        {
            record.Id = CutJson.Text(ref json, null);
        }
        else if (json.ValueTextEquals("stage"u8))
        {
            record.Stage = ReadStage(ref json);
        }
        else if (json.ValueTextEquals("verb"u8))
        {
            record.Verb = CutJson.Text(ref json, _names).ToLowerInvariant();
        }
        else if (json.ValueTextEquals("requestURI"u8))
        {
            record.Uri = CutJson.Text(ref json, null, AuditKey.MaxPartLength);
        }
        else if (json.ValueTextEquals("user"u8))
        {
            record.User = ReadUser(ref json);
        }
        else if (json.ValueTextEquals("impersonatedUser"u8))
        {
            record.ImpersonatedUsername = ReadUser(ref json).Username;
        }
        else if (json.ValueTextEquals("sourceIPs"u8))
        {
            record.SourceIp = CutJson.LastAddress(ref json);
        }
        else if (json.ValueTextEquals("objectRef"u8))
        {
            record.Object = ReadObject(ref json);
        }
        else if (json.ValueTextEquals("responseStatus"u8))
        {
            record.Status = ReadStatus(ref json);
        }
        else
        {
            ReadLaterField(ref json, ref record);
        }
    }

    private void ReadLaterField(ref Utf8JsonReader json, ref AuditRecord record)
    {
        if (json.ValueTextEquals("userAgent"u8))
        {
            record.UserAgent = CutJson.Text(ref json, _names);
        }
        else if (json.ValueTextEquals("requestObject"u8))
        {
            record.Request = ReadBody(ref json);
        }
        else if (json.ValueTextEquals("responseObject"u8))
        {
            record.Response = ReadBody(ref json);
        }
        else if (json.ValueTextEquals("requestReceivedTimestamp"u8))
        {
            record.RequestedAt = CutJson.Time(ref json);
        }
        else if (json.ValueTextEquals("stageTimestamp"u8))
        {
            record.StagedAt = CutJson.Time(ref json);
        }
        else if (json.ValueTextEquals("annotations"u8))
        {
            record.Annotations = ReadAnnotations(ref json);
        }
        else
        {
            CutJson.Skip(ref json);
        }
    }

    private AuditStage ReadStage(ref Utf8JsonReader json) => CutJson.Text(ref json, _names) switch
    {
        "RequestReceived" => AuditStage.RequestReceived,
        "ResponseStarted" => AuditStage.ResponseStarted,
        "ResponseComplete" => AuditStage.ResponseComplete,
        "Panic" => AuditStage.Panic,
        _ => AuditStage.None,
    };

    private AuditUser ReadUser(ref Utf8JsonReader json)
    {
        var user = new AuditUser();
        if (!CutJson.EnterObject(ref json))
        {
            return user;
        }

        while (CutJson.NextProperty(ref json))
        {
            if (json.ValueTextEquals("username"u8))
            {
                user.Username = CutJson.Text(ref json, _names);
            }
            else if (json.ValueTextEquals("extra"u8))
            {
                user = ReadExtra(ref json, user.Username);
            }
            else
            {
                CutJson.Skip(ref json);
            }
        }

        return user;
    }

    private AuditUser ReadExtra(ref Utf8JsonReader json, string username)
    {
        var user = new AuditUser { Username = username };
        if (!CutJson.EnterObject(ref json))
        {
            return user;
        }

        while (CutJson.NextProperty(ref json))
        {
            if (json.ValueTextEquals("authentication.kubernetes.io/pod-name"u8))
            {
                user.PodName = CutJson.FirstText(ref json, _names);
            }
            else if (json.ValueTextEquals("authentication.kubernetes.io/pod-uid"u8))
            {
                user.PodUid = CutJson.FirstText(ref json, _names);
            }
            else if (json.ValueTextEquals("authentication.kubernetes.io/node-name"u8))
            {
                user.NodeName = CutJson.FirstText(ref json, _names);
            }
            else if (json.ValueTextEquals("authentication.kubernetes.io/credential-id"u8))
            {
                user.CredentialId = CutJson.FirstText(ref json, _names);
            }
            else
            {
                CutJson.Skip(ref json);
            }
        }

        return user;
    }

    private AuditObject? ReadObject(ref Utf8JsonReader json)
    {
        if (!CutJson.EnterObject(ref json))
        {
            return null;
        }

        var target = new AuditObject("", "", "", "", "", "");
        while (CutJson.NextProperty(ref json))
        {
            if (json.ValueTextEquals("resource"u8))
            {
                target.Resource = CutJson.Text(ref json, _names);
            }
            else if (json.ValueTextEquals("apiGroup"u8))
            {
                target.ApiGroup = CutJson.Text(ref json, _names);
            }
            else if (json.ValueTextEquals("subresource"u8))
            {
                target.Subresource = CutJson.Text(ref json, _names);
            }
            else if (json.ValueTextEquals("namespace"u8))
            {
                target.Namespace = CutJson.Text(ref json, _names);
            }
            else if (json.ValueTextEquals("name"u8))
            {
                target.Name = CutJson.Text(ref json, _names);
            }
            else if (json.ValueTextEquals("uid"u8))
            {
                target.Uid = CutJson.Text(ref json, null);
            }
            else
            {
                CutJson.Skip(ref json);
            }
        }

        return target;
    }

    private AuditStatus ReadStatus(ref Utf8JsonReader json)
    {
        var status = new AuditStatus();
        if (!CutJson.EnterObject(ref json))
        {
            return status;
        }

        while (CutJson.NextProperty(ref json))
        {
            if (json.ValueTextEquals("code"u8))
            {
                status.Code = CutJson.Number(ref json);
            }
            else if (json.ValueTextEquals("status"u8))
            {
                status.Status = CutJson.Text(ref json, _names);
            }
            else if (json.ValueTextEquals("reason"u8))
            {
                status.Reason = CutJson.Text(ref json, _names);
            }
            else if (json.ValueTextEquals("message"u8))
            {
                status.Message = CutJson.Text(ref json, null, LineText.MaxMessage);
            }
            else
            {
                CutJson.Skip(ref json);
            }
        }

        return status;
    }

    private BodyMetadata ReadBody(ref Utf8JsonReader json)
    {
        var metadata = new BodyMetadata();
        if (!CutJson.EnterObject(ref json))
        {
            metadata.IsTooBig = json.TokenType == JsonTokenType.String && json.ValueTextEquals(TooBigForAzure);
            return metadata;
        }

        while (CutJson.NextProperty(ref json))
        {
            if (json.ValueTextEquals("metadata"u8))
            {
                metadata = BodyMetadataReader.Read(ref json, _names);
            }
            else
            {
                CutJson.Skip(ref json);
            }
        }

        return metadata;
    }

    private AuditAnnotations ReadAnnotations(ref Utf8JsonReader json)
    {
        var annotations = new AuditAnnotations();
        if (!CutJson.EnterObject(ref json))
        {
            return annotations;
        }

        while (CutJson.NextProperty(ref json))
        {
            if (json.ValueTextEquals("authorization.k8s.io/decision"u8))
            {
                annotations.Decision = CutJson.Text(ref json, _names);
            }
            else if (json.ValueTextEquals("authorization.k8s.io/reason"u8))
            {
                annotations.DecisionReason = CutJson.Text(ref json, _names, LineText.MaxMessage);
            }
            else if (json.ValueTextEquals("authentication.kubernetes.io/issued-credential-id"u8))
            {
                annotations.IssuedCredentialId = CutJson.Text(ref json, null);
            }
            else if (json.ValueTextEquals("authentication.k8s.io/legacy-token"u8))
            {
                annotations.LegacyToken = CutJson.Text(ref json, _names);
            }
            else if (json.ValueTextEquals("authentication.k8s.io/legacy-token-manual-secret"u8))
            {
                annotations.ManualSecret = CutJson.Text(ref json, _names);
            }
            else if (json.ValueTextEquals("authentication.k8s.io/legacy-token-autogenerated-secret"u8))
            {
                annotations.GeneratedSecret = CutJson.Text(ref json, _names);
            }
            else if (json.ValueTextEquals("audit.k8s.io/truncated"u8))
            {
                annotations.IsTruncated = CutJson.Text(ref json, _names) == "true";
            }
            else
            {
                CutJson.Skip(ref json);
            }
        }

        return annotations;
    }
}
