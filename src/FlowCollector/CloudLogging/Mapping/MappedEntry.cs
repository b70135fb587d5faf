using Windsock.Model.Platform;

namespace Windsock.FlowCollector.CloudLogging.Mapping;

/// <summary>What became of an entry.</summary>
/// <param name="Action">Null: nothing is wanted of it, or it is malformed.</param>
/// <param name="IsMalformed">It lacks what makes it an event.</param>
internal readonly record struct MappedEntry(EntryKind Kind, PlatformAction? Action, bool IsMalformed = false)
{
    public static MappedEntry Ignored(EntryKind kind) => new(kind, null);

    public static MappedEntry Malformed(EntryKind kind) => new(kind, null, IsMalformed: true);
}
