using System.Text.Json;
using Windsock.Model.Identity;
using Windsock.Model.Platform;

namespace Windsock.Exporter.AuditTrail.Records;

/// <summary>A request to a platform.</summary>
internal static class ActionJson
{
    public static void Write(Utf8JsonWriter json, AttributedAction attributed)
    {
        var action = attributed.Action;
        json.Who(attributed.Attribution.Owner, attributed.Attribution.Class, attributed.Attribution.Evidence);
        WriteIdentity(json, action, attributed.Attribution.Owner);
        WriteTarget(json, action, attributed.Detail);
        json.WriteString("outcome", PlatformNames.Of(action.Outcome));
        if (action.Code != 0)
        {
            json.WriteNumber("code", action.Code);
        }

        json.Text("cause", action.Reason);
        json.Text("message", action.Message);
        json.Text("decision", action.DecisionReason);
        json.Time("at", action.At);
        json.Time("endedAt", action.EndedAt);
        json.WriteString("source", action.Source);
        json.WriteString("sourceId", action.Id);
        json.Texts("gaps", Enum.GetValues<ActionGaps>()
            .Where(gap => gap != ActionGaps.None && action.Gaps.HasFlag(gap))
            .Select(gap => JsonNamingPolicy.SnakeCaseLower.ConvertName(gap.ToString())));
        json.Text("traceId", action.TraceId);
    }

    /// <summary>Who it was to the platform, and whose account that is in a cloud.</summary>
    public static string CloudPrincipalOf(PlatformAction action, Owner? owner) =>
        action.System is PlatformSystem.CloudRun or PlatformSystem.Google or PlatformSystem.Aws or PlatformSystem.Azure ? action.Caller.Username : owner?.CloudIdentity ?? "";

    private static void WriteIdentity(Utf8JsonWriter json, PlatformAction action, Owner? owner)
    {
        var caller = action.Caller;
        json.WriteStartObject("identity");
        json.Text("serviceAccount", caller.ServiceAccount is var (space, name)
            ? $"{space}/{name}"
            : owner is { ServiceAccount.Length: > 0 } ? $"{owner.Namespace}/{owner.ServiceAccount}" : "");
        json.Text("username", caller.Username);
        json.Text("impersonated", caller.ImpersonatedUsername);
        json.Texts("delegates", caller.Delegates.IsDefault ? [] : caller.Delegates);
        json.Text("cloudPrincipal", CloudPrincipalOf(action, owner));
        json.Text("credentialId", caller.CredentialId);
        json.Text("issuedCredentialId", caller.IssuedCredentialId);
        json.Text("longLivedCredential", caller.LongLivedCredential);
        json.Text("pod", caller.PodName);
        json.Text("podUid", caller.PodUid);
        json.Text("node", caller.NodeName);
        json.Text("sourceIp", caller.SourceIp.IsNone ? "" : caller.SourceIp.ToString());
        json.Text("userAgent", action.UserAgent);
        json.WriteEndObject();
    }

    private static void WriteTarget(Utf8JsonWriter json, PlatformAction action, string detail)
    {
        json.WriteStartObject("what");
        json.WriteString("system", PlatformNames.Of(action.System));
        json.WriteString("verb", action.Verb);
        json.Text("kind", action.Target.Kind);
        json.Text("namespace", action.Target.Namespace);
        json.Text("name", action.Target.Name);
        json.Text("uid", action.Target.Uid);
        json.Text("detail", detail);
        json.Text("fieldManager", action.FieldManager);
        if (action.IsDryRun)
        {
            json.WriteBoolean("dryRun", true);
        }

        json.WriteEndObject();
    }
}
