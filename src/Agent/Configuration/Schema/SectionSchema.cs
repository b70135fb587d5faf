using System.Collections.Immutable;

namespace Windsock.Agent.Configuration.Schema;

/// <summary>One section of the file.</summary>
/// <param name="Options">Null for a name that is kept for a later version and takes no keys yet.</param>
/// <param name="Warn">Says what works but should be known, about valid options.</param>
internal sealed record SectionSchema(string Name, string Meaning, Type? Options, Func<object, IEnumerable<string>>? Warn)
{
    public ImmutableArray<KeySchema> Keys { get; } = Options is null ? [] : KeySchema.Of(Options, Name);
}
