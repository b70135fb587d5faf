using Windsock.FlowCollector.KubernetesAudit;
using Windsock.Model.Platform;

namespace Windsock.FlowCollector.CloudLogging.Mapping;

/// <summary>What became of an entry.</summary>
/// <param name="Action">Null: nothing is wanted of it, or it is malformed.</param>
/// <param name="Ignored">Why nothing is wanted of it; null also when it lacks what makes it an event.</param>
internal readonly record struct MappedEntry(EntryKind Kind, PlatformAction? Action, IgnoredReason? Ignored = null)
{
    public static MappedEntry Unwanted(EntryKind kind, IgnoredReason reason) => new(kind, null, reason);

    public static MappedEntry Malformed(EntryKind kind) => new(kind, null);
}
