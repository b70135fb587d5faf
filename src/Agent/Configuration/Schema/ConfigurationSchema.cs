using System.Collections.Immutable;

namespace Windsock.Agent.Configuration.Schema;

/// <summary>All sections, in the order of the reference page. Immutable: each addition is a new schema.</summary>
internal sealed record ConfigurationSchema(
    ImmutableArray<SectionSchema> Sections, ImmutableDictionary<string, DefaultFromSurroundings> SurroundingDefaults)
{
    public static readonly ConfigurationSchema Empty = new([], ImmutableDictionary<string, DefaultFromSurroundings>.Empty);

    /// <summary>Keys of all sections and groups, those of a group behind one another; groups themselves are left out.</summary>
    public IEnumerable<KeySchema> Leaves => Sections.SelectMany(section => LeavesOf(section.Keys));

    public static IEnumerable<KeySchema> LeavesOf(IEnumerable<KeySchema> keys) =>
        keys.SelectMany(key => key.Kind == ValueKind.Group ? LeavesOf(key.Children) : [key]);

    /// <summary>Registers the options of a section.</summary>
    public ConfigurationSchema Add<T>(string name, string meaning, Func<T, IEnumerable<string>>? warn = null)
        where T : class, new() =>
        this with { Sections = Sections.Add(new SectionSchema(name, meaning, typeof(T), warn is null ? null : options => warn((T)options))) };

    /// <summary>Gives a key that is absent or empty a default from the surroundings.</summary>
    public ConfigurationSchema DefaultFrom(string path, DefaultFromSurroundings source) =>
        this with { SurroundingDefaults = SurroundingDefaults.Add(path, source) };
}
