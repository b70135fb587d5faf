using System.Collections.Immutable;

namespace Windsock.Agent.Configuration.Schema;

/// <summary>One section of the file.</summary>
/// <param name="Warn">Says what works but should be known, about valid options.</param>
internal sealed record SectionSchema(string Name, string Meaning, Type Options, Func<object, IEnumerable<string>>? Warn)
{
    public ImmutableArray<KeySchema> Keys { get; } = KeySchema.Of(Options, Name);
}
