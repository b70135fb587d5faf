using Windsock.FlowCollector.KubernetesAudit.Decoding;
using Windsock.Model.Platform;

namespace Windsock.FlowCollector.CloudLogging.Mapping;

/// <summary>Reads <c>resourceName</c> of audit logs. Pure.</summary>
internal static class ResourceNames
{
    /// <summary>Of GKE: <c>group/version/namespaces/NS/resource/NAME[/sub]</c> or <c>group/version/resource/NAME[/sub]</c>, where the core
    /// group is called <c>core</c>; null for anything else, the path of a request about no resource.</summary>
    public static AuditObject? OfKubernetes(string name)
    {
        if (name.Split('/') is not [{ Length: > 0 } first, { Length: > 0 } version, { Length: > 0 } kind, .. var rest] || !IsVersion(version))
        {
            return null;
        }

        var group = first == "core" ? "" : first;
        if (kind != "namespaces")
        {
            return Object(group, kind, "", rest);
        }

        // The reference of a namespace itself names it twice, as the API server has it.
        return group.Length == 0 && rest is [] or [_] or [_, "status" or "finalize"]
            ? Object(group, kind, rest is [var space, ..] ? space : "", rest)
            : rest is [{ } inside, { Length: > 0 } resource, .. var named] ? Object(group, resource, inside, named) : null;
    }

    /// <summary>Of Google's services: collections and ids in turn (<c>projects/P/locations/R/jobs/J</c>, <c>namespaces/P/services/S</c>); the
    /// last pair is the object. A collection without an id is a list.</summary>
    /// <param name="service">Host of the API (<c>run.googleapis.com</c>).</param>
    /// <param name="project">When the name has none that is one.</param>
    /// <param name="fallback">Resource when the name does not tell it.</param>
    public static ActionTarget OfCloud(string service, string name, string project, string fallback)
    {
        if (name.StartsWith("//", StringComparison.Ordinal))
        {
            name = name.IndexOf('/', 2) is var end and > 0 ? name[(end + 1)..] : "";
        }

        // Names of objects in a bucket have slashes of their own.
        const string Objects = "/objects/";
        if (name.IndexOf(Objects, StringComparison.Ordinal) is var start and > 0)
        {
            return new ActionTarget(service, "objects", "", Project(name[..start].Split('/')) ?? project, name[(start + Objects.Length)..]);
        }

        var parts = name.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var (resource, id) = parts switch
        {
            [] => (fallback, ""),
            [var alone] => (fallback, alone),
            _ when parts.Length % 2 == 0 => (parts[^2], parts[^1]),
            _ => (parts[^1], ""),
        };
        return new ActionTarget(service, resource, "", Project(parts) ?? project, id);
    }

    private static AuditObject Object(string group, string resource, string space, string[] rest) => rest switch
    {
        [] => new AuditObject(group, resource, "", space, "", ""),
        [var name, .. var sub] => new AuditObject(group, resource, string.Join('/', sub), space, name, ""),
    };

    private static bool IsVersion(string text) => text is ['v', >= '0' and <= '9', ..];

    private static string? Project(string[] parts) => parts is ["projects" or "namespaces", { Length: > 1 } project, ..] ? project : null;
}
