using System.Collections.Immutable;
using System.Text.Json;
using Windsock.FlowCollector.Cluster.Json;
using Windsock.FlowCollector.KubernetesAudit.Decoding;

namespace Windsock.FlowCollector.CloudLogging.Entries;

/// <summary>Reads the AuditLog of an entry (google.cloud.audit.AuditLog). The bodies <c>request</c> and <c>response</c> are passed over but
/// for the names in them.</summary>
internal static class AuditPayloadReader
{
    /// <summary>More hops than any chain of impersonation has.</summary>
    public const int MaxDelegates = 16;

    /// <param name="reader">Before the value; moved past it.</param>
    public static AuditPayload? Read(ref Utf8JsonReader reader)
    {
        if (!FieldReader.EnterObject(ref reader))
        {
            return null;
        }

        var payload = new AuditPayload();
        while (FieldReader.NextProperty(ref reader))
        {
            switch (LogEntryReader.Field(ref reader))
            {
                case "@type": payload.Type = EntryText.Name(ref reader); break;
                case "serviceName": payload.Service = EntryText.Name(ref reader); break;
                case "methodName": payload.Method = EntryText.Name(ref reader); break;
                case "resourceName": payload.ResourceName = EntryText.Name(ref reader); break;
                case "authenticationInfo": payload.Authentication = ReadAuthentication(ref reader); break;
                case "authorizationInfo": payload.MissingPermission = ReadMissingPermission(ref reader); break;
                case "requestMetadata": ReadMetadata(ref reader, payload); break;
                case "status": payload.Status = ReadStatus(ref reader); break;
                case "request": payload.Request = ReadRequest(ref reader); break;
                case "response": payload.Response = ReadResponse(ref reader); break;
                default: FieldReader.Skip(ref reader); break;
            }
        }

        return payload;
    }

    private static AuditAuthentication? ReadAuthentication(ref Utf8JsonReader reader)
    {
        if (!FieldReader.EnterObject(ref reader))
        {
            return null;
        }

        var authentication = new AuditAuthentication();
        while (FieldReader.NextProperty(ref reader))
        {
            switch (LogEntryReader.Field(ref reader))
            {
                case "principalEmail": authentication.Email = EntryText.Name(ref reader); break;
                case "principalSubject": authentication.Subject = EntryText.Name(ref reader); break;
                case "serviceAccountKeyName": authentication.KeyName = EntryText.Name(ref reader); break;
                case "serviceAccountDelegationInfo": authentication.Delegates = ReadDelegates(ref reader); break;
                default: FieldReader.Skip(ref reader); break;
            }
        }

        return authentication;
    }

    private static ImmutableArray<string> ReadDelegates(ref Utf8JsonReader reader)
    {
        if (!FieldReader.EnterArray(ref reader))
        {
            return [];
        }

        var delegates = ImmutableArray.CreateBuilder<string>();
        while (FieldReader.NextObject(ref reader))
        {
            var name = ReadPrincipal(ref reader);
            if (name.Length > 0 && delegates.Count < MaxDelegates)
            {
                delegates.Add(name);
            }
        }

        return delegates.ToImmutable();
    }

    /// <summary>E-mail of a link of the chain, else its subject: both stand in it or in the principal within.</summary>
    private static string ReadPrincipal(ref Utf8JsonReader reader)
    {
        var (email, subject, inner) = ("", "", "");
        while (FieldReader.NextProperty(ref reader))
        {
            switch (LogEntryReader.Field(ref reader))
            {
                case "principalEmail": email = EntryText.Name(ref reader); break;
                case "principalSubject": subject = EntryText.Name(ref reader); break;
                case "firstPartyPrincipal": inner = FieldReader.EnterObject(ref reader) ? ReadPrincipal(ref reader) : ""; break;
                default: FieldReader.Skip(ref reader); break;
            }
        }

        return email.Length > 0 ? email : inner.Length > 0 ? inner : subject;
    }

    private static string ReadMissingPermission(ref Utf8JsonReader reader)
    {
        var missing = "";
        if (!FieldReader.EnterArray(ref reader))
        {
            return missing;
        }

        while (FieldReader.NextObject(ref reader))
        {
            var (permission, isGranted) = ("", false);
            while (FieldReader.NextProperty(ref reader))
            {
                switch (LogEntryReader.Field(ref reader))
                {
                    case "permission": permission = EntryText.Name(ref reader); break;
                    case "granted": isGranted = FieldReader.Flag(ref reader); break;
                    default: FieldReader.Skip(ref reader); break;
                }
            }

            missing = missing.Length > 0 || isGranted ? missing : permission;
        }

        return missing;
    }

    private static void ReadMetadata(ref Utf8JsonReader reader, AuditPayload payload)
    {
        (payload.CallerIp, payload.UserAgent) = ("", "");
        if (!FieldReader.EnterObject(ref reader))
        {
            return;
        }

        while (FieldReader.NextProperty(ref reader))
        {
            switch (LogEntryReader.Field(ref reader))
            {
                case "callerIp": payload.CallerIp = EntryText.Name(ref reader); break;
                case "callerSuppliedUserAgent": payload.UserAgent = EntryText.Name(ref reader); break;
                default: FieldReader.Skip(ref reader); break;
            }
        }
    }

    private static CallStatus? ReadStatus(ref Utf8JsonReader reader)
    {
        if (!FieldReader.EnterObject(ref reader))
        {
            return null;
        }

        var (code, message) = (0, "");
        while (FieldReader.NextProperty(ref reader))
        {
            switch (LogEntryReader.Field(ref reader))
            {
                case "code": code = FieldReader.Number(ref reader); break;
                case "message": message = EntryText.Message(ref reader); break;
                default: FieldReader.Skip(ref reader); break;
            }
        }

        return new CallStatus(code, message);
    }

    private static AuditResponse? ReadResponse(ref Utf8JsonReader reader)
    {
        if (!FieldReader.EnterObject(ref reader))
        {
            return null;
        }

        var response = new AuditResponse();
        while (FieldReader.NextProperty(ref reader))
        {
            switch (LogEntryReader.Field(ref reader))
            {
                case "kind": response.Kind = EntryText.Name(ref reader); break;
                case "code": response.Code = FieldReader.Number(ref reader); break;
                case "reason": response.Reason = EntryText.Name(ref reader); break;
                case "message": response.Message = EntryText.Message(ref reader); break;
                case "metadata": response.Metadata = BodyMetadataReader.Read(ref reader, null); break;
                default: FieldReader.Skip(ref reader); break;
            }
        }

        return response;
    }

    /// <summary>Of an object of Kubernetes, the names in its metadata.</summary>
    private static BodyMetadata ReadRequest(ref Utf8JsonReader reader)
    {
        var metadata = new BodyMetadata();
        if (!FieldReader.EnterObject(ref reader))
        {
            return metadata;
        }

        while (FieldReader.NextProperty(ref reader))
        {
            if (LogEntryReader.Field(ref reader) == "metadata")
            {
                metadata = BodyMetadataReader.Read(ref reader, null);
            }
            else
            {
                FieldReader.Skip(ref reader);
            }
        }

        return metadata;
    }
}
