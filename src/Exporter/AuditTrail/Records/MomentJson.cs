using System.Text.Json;
using Windsock.Model.Platform;

namespace Windsock.Exporter.AuditTrail.Records;

/// <summary>Something that came about in the platform.</summary>
internal static class MomentJson
{
    public static void Write(Utf8JsonWriter json, PlatformMoment moment)
    {
        json.Who(moment.Try);
        switch (moment)
        {
            case ResourceBecameReady ready:
                Target(json, "crossplane", "ready", ready.Name.Namespace, ready.Name, PlatformNames.Of(ready.Role));
                json.WriteString("outcome", "succeeded");
                json.WriteNumber("seconds", ready.Took.TotalSeconds);
                break;
            case ResourceTroubled troubled:
                Target(json, "crossplane", troubled.Condition, troubled.Name.Namespace, troubled.Name, troubled.Chain);
                json.WriteString("outcome", "failed");
                json.Text("cause", troubled.Cause);
                json.Text("reason", troubled.Reason);
                json.Text("message", troubled.Message);
                break;
            case StateLockWaited waited:
                Target(json, "terraform", "lock_waited", waited.Namespace, waited.Workspace, waited.HolderName);
                json.WriteString("outcome", waited.WasTaken ? "succeeded" : "conflict");
                json.WriteNumber("seconds", waited.Waited.TotalSeconds);
                if (waited.Holder is { } holder)
                {
                    json.WriteString("heldBy", $"{holder.Task.DagId}.{holder.Task.TaskId} {holder.RunId}");
                }

                break;
            case StateLockReleased released:
                Target(json, "terraform", "lock_released", released.Namespace, released.Workspace, released.Operation);
                json.WriteString("outcome", "succeeded");
                json.WriteNumber("seconds", released.Held.TotalSeconds);
                break;
            case CloudCalled called:
                Target(json, PlatformNames.Of(called.Host.System), "called", "", called.Host.Pattern, PlatformNames.Of(called.Host.Kind));
                json.WriteString("outcome", PlatformNames.Of(called.Outcome));
                break;
            default:
                Target(json, "", moment.GetType().Name, "", "", "");
                break;
        }

        json.Time("at", moment.At);
    }

    private static void Target(Utf8JsonWriter json, string system, string verb, string space, ResourceName name, string detail)
    {
        json.WriteStartObject("what");
        json.Text("system", system);
        json.WriteString("verb", verb);
        json.Text("kind", name.ApiGroup.Length == 0 ? name.Resource : $"{name.Resource}.{name.ApiGroup}");
        json.Text("namespace", space);
        json.Text("name", name.Name);
        json.Text("detail", detail);
        json.WriteEndObject();
    }

    private static void Target(Utf8JsonWriter json, string system, string verb, string space, string name, string detail) =>
        Target(json, system, verb, space, new ResourceName("", "", space, name), detail);
}
