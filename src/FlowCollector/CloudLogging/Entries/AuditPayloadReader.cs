using System.Collections.Immutable;
using Windsock.FlowCollector.KubernetesAudit.Decoding;

namespace Windsock.FlowCollector.CloudLogging.Entries;

/// <summary>Reads the AuditLog of an entry (google.cloud.audit.AuditLog). The bodies <c>request</c> and <c>response</c> are passed over but
/// for the names in them.</summary>
internal static class AuditPayloadReader
{
    /// <summary>More hops than any chain of impersonation has.</summary>
    public const int MaxDelegates = 16;

    /// <param name="json">Before the value; moved past it.</param>
    public static AuditPayload? Read(ref CutJson json)
    {
        if (!json.EnterObject())
        {
            return null;
        }

        var payload = new AuditPayload();
        while (json.NextProperty())
        {
            switch (EntryFields.Key(ref json))
            {
                case "@type": payload.Type = json.Text(null); break;
                case "serviceName": payload.Service = json.Text(null); break;
                case "methodName": payload.Method = json.Text(null); break;
                case "resourceName": payload.ResourceName = json.Text(null); break;
                case "authenticationInfo": payload.Authentication = ReadAuthentication(ref json); break;
                case "authorizationInfo": payload.MissingPermission = ReadMissingPermission(ref json); break;
                case "requestMetadata": ReadMetadata(ref json, payload); break;
                case "status": payload.Status = ReadStatus(ref json); break;
                case "request": payload.Request = ReadRequest(ref json); break;
                case "response": payload.Response = ReadResponse(ref json); break;
                default: json.Skip(); break;
            }
        }

        return payload;
    }

    private static AuditAuthentication? ReadAuthentication(ref CutJson json)
    {
        if (!json.EnterObject())
        {
            return null;
        }

        var authentication = new AuditAuthentication();
        while (json.NextProperty())
        {
            switch (EntryFields.Key(ref json))
            {
                case "principalEmail": authentication.Email = json.Text(null); break;
                case "principalSubject": authentication.Subject = json.Text(null); break;
                case "serviceAccountKeyName": authentication.KeyName = json.Text(null); break;
                case "serviceAccountDelegationInfo": authentication.Delegates = ReadDelegates(ref json); break;
                default: json.Skip(); break;
            }
        }

        return authentication;
    }

    private static ImmutableArray<string> ReadDelegates(ref CutJson json)
    {
        if (!json.EnterArray())
        {
            return [];
        }

        var delegates = ImmutableArray.CreateBuilder<string>();
        while (EntryFields.NextObject(ref json))
        {
            var name = ReadPrincipal(ref json);
            if (name.Length > 0 && delegates.Count < MaxDelegates)
            {
                delegates.Add(name);
            }
        }

        return delegates.ToImmutable();
    }

    /// <summary>E-mail of a link of the chain, else its subject: both stand in it or in the principal within.</summary>
    private static string ReadPrincipal(ref CutJson json)
    {
        var (email, subject, inner) = ("", "", "");
        while (json.NextProperty())
        {
            switch (EntryFields.Key(ref json))
            {
                case "principalEmail": email = json.Text(null); break;
                case "principalSubject": subject = json.Text(null); break;
                case "firstPartyPrincipal": inner = json.EnterObject() ? ReadPrincipal(ref json) : ""; break;
                default: json.Skip(); break;
            }
        }

        return email.Length > 0 ? email : inner.Length > 0 ? inner : subject;
    }

    private static string ReadMissingPermission(ref CutJson json)
    {
        var missing = "";
        if (!json.EnterArray())
        {
            return missing;
        }

        while (EntryFields.NextObject(ref json))
        {
            var (permission, isGranted) = ("", false);
            while (json.NextProperty())
            {
                switch (EntryFields.Key(ref json))
                {
                    case "permission": permission = json.Text(null); break;
                    case "granted": isGranted = EntryFields.Flag(ref json); break;
                    default: json.Skip(); break;
                }
            }

            missing = missing.Length > 0 || isGranted ? missing : permission;
        }

        return missing;
    }

    private static void ReadMetadata(ref CutJson json, AuditPayload payload)
    {
        (payload.CallerIp, payload.UserAgent) = ("", "");
        if (!json.EnterObject())
        {
            return;
        }

        while (json.NextProperty())
        {
            switch (EntryFields.Key(ref json))
            {
                case "callerIp": payload.CallerIp = json.Text(null); break;
                case "callerSuppliedUserAgent": payload.UserAgent = json.Text(null); break;
                default: json.Skip(); break;
            }
        }
    }

    private static CallStatus? ReadStatus(ref CutJson json)
    {
        if (!json.EnterObject())
        {
            return null;
        }

        var (code, message) = (0, "");
        while (json.NextProperty())
        {
            switch (EntryFields.Key(ref json))
            {
                case "code": code = json.Number(); break;
                case "message": message = json.Text(null, LineText.MaxMessage); break;
                default: json.Skip(); break;
            }
        }

        return new CallStatus(code, message);
    }

    private static AuditResponse? ReadResponse(ref CutJson json)
    {
        if (!json.EnterObject())
        {
            return null;
        }

        var response = new AuditResponse();
        while (json.NextProperty())
        {
            switch (EntryFields.Key(ref json))
            {
                case "kind": response.Kind = json.Text(null); break;
                case "code": response.Code = json.Number(); break;
                case "reason": response.Reason = json.Text(null); break;
                case "message": response.Message = json.Text(null, LineText.MaxMessage); break;
                case "metadata": response.Metadata = BodyMetadataReader.Read(ref json, null); break;
                default: json.Skip(); break;
            }
        }

        return response;
    }

    /// <summary>Of an object of Kubernetes, the names in its metadata.</summary>
    private static BodyMetadata ReadRequest(ref CutJson json)
    {
        var metadata = new BodyMetadata();
        if (!json.EnterObject())
        {
            return metadata;
        }

        while (json.NextProperty())
        {
            if (EntryFields.Key(ref json) == "metadata")
            {
                metadata = BodyMetadataReader.Read(ref json, null);
            }
            else
            {
                json.Skip();
            }
        }

        return metadata;
    }
}
