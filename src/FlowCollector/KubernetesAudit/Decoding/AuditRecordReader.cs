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
        var json = new CutJson(text, isCut);
        var record = new AuditRecord { IsTextCut = isCut };
        if (!json.EnterObject())
        {
            throw new JsonException("An audit event is an object.");
        }

        while (json.NextProperty())
        {
            ReadField(ref json, ref record);
        }

        // Text behind the end of an object is found by reading on.
        _ = isCut || json.Read();
        return record;
    }

    private void ReadField(ref CutJson json, ref AuditRecord record)
    {
        if (json.IsKey("auditID"u8))
        {
            record.Id = json.Text(null);
        }
        else if (json.IsKey("stage"u8))
        {
            record.Stage = ReadStage(ref json);
        }
        else if (json.IsKey("verb"u8))
        {
            record.Verb = json.Text(_names).ToLowerInvariant();
        }
        else if (json.IsKey("requestURI"u8))
        {
            record.Uri = json.Text(null, AuditKey.MaxPartLength);
        }
        else if (json.IsKey("user"u8))
        {
            record.User = ReadUser(ref json);
        }
        else if (json.IsKey("impersonatedUser"u8))
        {
            record.ImpersonatedUsername = ReadUser(ref json).Username;
        }
        else if (json.IsKey("sourceIPs"u8))
        {
            record.SourceIp = json.LastAddress();
        }
        else if (json.IsKey("objectRef"u8))
        {
            record.Object = ReadObject(ref json);
        }
        else if (json.IsKey("responseStatus"u8))
        {
            record.Status = ReadStatus(ref json);
        }
        else
        {
            ReadLaterField(ref json, ref record);
        }
    }

    private void ReadLaterField(ref CutJson json, ref AuditRecord record)
    {
        if (json.IsKey("userAgent"u8))
        {
            record.UserAgent = json.Text(_names);
        }
        else if (json.IsKey("requestObject"u8))
        {
            record.Request = ReadBody(ref json);
        }
        else if (json.IsKey("responseObject"u8))
        {
            record.Response = ReadBody(ref json);
        }
        else if (json.IsKey("requestReceivedTimestamp"u8))
        {
            record.RequestedAt = json.Time();
        }
        else if (json.IsKey("stageTimestamp"u8))
        {
            record.StagedAt = json.Time();
        }
        else if (json.IsKey("annotations"u8))
        {
            record.Annotations = ReadAnnotations(ref json);
        }
        else
        {
            json.Skip();
        }
    }

    private AuditStage ReadStage(ref CutJson json) => json.Text(_names) switch
    {
        "RequestReceived" => AuditStage.RequestReceived,
        "ResponseStarted" => AuditStage.ResponseStarted,
        "ResponseComplete" => AuditStage.ResponseComplete,
        "Panic" => AuditStage.Panic,
        _ => AuditStage.None,
    };

    private AuditUser ReadUser(ref CutJson json)
    {
        var user = new AuditUser();
        if (!json.EnterObject())
        {
            return user;
        }

        while (json.NextProperty())
        {
            if (json.IsKey("username"u8))
            {
                user.Username = json.Text(_names);
            }
            else if (json.IsKey("extra"u8))
            {
                user = ReadExtra(ref json, user.Username);
            }
            else
            {
                json.Skip();
            }
        }

        return user;
    }

    private AuditUser ReadExtra(ref CutJson json, string username)
    {
        var user = new AuditUser { Username = username };
        if (!json.EnterObject())
        {
            return user;
        }

        while (json.NextProperty())
        {
            if (json.IsKey("authentication.kubernetes.io/pod-name"u8))
            {
                user.PodName = json.FirstText(_names);
            }
            else if (json.IsKey("authentication.kubernetes.io/pod-uid"u8))
            {
                user.PodUid = json.FirstText(_names);
            }
            else if (json.IsKey("authentication.kubernetes.io/node-name"u8))
            {
                user.NodeName = json.FirstText(_names);
            }
            else if (json.IsKey("authentication.kubernetes.io/credential-id"u8))
            {
                user.CredentialId = json.FirstText(_names);
            }
            else
            {
                json.Skip();
            }
        }

        return user;
    }

    private AuditObject? ReadObject(ref CutJson json)
    {
        if (!json.EnterObject())
        {
            return null;
        }

        var target = new AuditObject("", "", "", "", "", "");
        while (json.NextProperty())
        {
            if (json.IsKey("resource"u8))
            {
                target.Resource = json.Text(_names);
            }
            else if (json.IsKey("apiGroup"u8))
            {
                target.ApiGroup = json.Text(_names);
            }
            else if (json.IsKey("subresource"u8))
            {
                target.Subresource = json.Text(_names);
            }
            else if (json.IsKey("namespace"u8))
            {
                target.Namespace = json.Text(_names);
            }
            else if (json.IsKey("name"u8))
            {
                target.Name = json.Text(_names);
            }
            else if (json.IsKey("uid"u8))
            {
                target.Uid = json.Text(null);
            }
            else
            {
                json.Skip();
            }
        }

        return target;
    }

    private AuditStatus ReadStatus(ref CutJson json)
    {
        var status = new AuditStatus();
        if (!json.EnterObject())
        {
            return status;
        }

        while (json.NextProperty())
        {
            if (json.IsKey("code"u8))
            {
                status.Code = json.Number();
            }
            else if (json.IsKey("status"u8))
            {
                status.Status = json.Text(_names);
            }
            else if (json.IsKey("reason"u8))
            {
                status.Reason = json.Text(_names);
            }
            else if (json.IsKey("message"u8))
            {
                status.Message = json.Text(null, LineText.MaxMessage);
            }
            else
            {
                json.Skip();
            }
        }

        return status;
    }

    private BodyMetadata ReadBody(ref CutJson json)
    {
        var metadata = new BodyMetadata();
        if (!json.EnterObject())
        {
            metadata.IsTooBig = json.Token == JsonTokenType.String && json.Reader.ValueTextEquals(TooBigForAzure);
            return metadata;
        }

        while (json.NextProperty())
        {
            if (json.IsKey("metadata"u8))
            {
                metadata = BodyMetadataReader.Read(ref json, _names);
            }
            else
            {
                json.Skip();
            }
        }

        return metadata;
    }

    private AuditAnnotations ReadAnnotations(ref CutJson json)
    {
        var annotations = new AuditAnnotations();
        if (!json.EnterObject())
        {
            return annotations;
        }

        while (json.NextProperty())
        {
            if (json.IsKey("authorization.k8s.io/decision"u8))
            {
                annotations.Decision = json.Text(_names);
            }
            else if (json.IsKey("authorization.k8s.io/reason"u8))
            {
                annotations.DecisionReason = json.Text(_names, LineText.MaxMessage);
            }
            else if (json.IsKey("authentication.kubernetes.io/issued-credential-id"u8))
            {
                annotations.IssuedCredentialId = json.Text(null);
            }
            else if (json.IsKey("authentication.k8s.io/legacy-token"u8))
            {
                annotations.LegacyToken = json.Text(_names);
            }
            else if (json.IsKey("authentication.k8s.io/legacy-token-manual-secret"u8))
            {
                annotations.ManualSecret = json.Text(_names);
            }
            else if (json.IsKey("authentication.k8s.io/legacy-token-autogenerated-secret"u8))
            {
                annotations.GeneratedSecret = json.Text(_names);
            }
            else if (json.IsKey("audit.k8s.io/truncated"u8))
            {
                annotations.IsTruncated = json.Text(_names) == "true";
            }
            else
            {
                json.Skip();
            }
        }

        return annotations;
    }
}
