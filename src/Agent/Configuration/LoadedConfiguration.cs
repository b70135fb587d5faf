using System.Collections.Immutable;

namespace Windsock.Agent.Configuration;

/// <summary>The settings of one start: complete, valid, and not changed any more.</summary>
internal sealed class LoadedConfiguration
{
    private readonly ImmutableDictionary<Type, object> _sections;

    public LoadedConfiguration(ImmutableDictionary<Type, object> sections, ImmutableArray<EffectiveValue> values, ImmutableArray<string> warnings)
    {
        _sections = sections;
        Values = values;
        Warnings = warnings;
    }

    /// <summary>Every key in the order of the reference page.</summary>
    public ImmutableArray<EffectiveValue> Values { get; }

    /// <summary>Settings that work but that somebody should know of; to be logged once at the start.</summary>
    public ImmutableArray<string> Warnings { get; }

    /// <summary>The same with something that was read from other files, and what is to be said of it.</summary>
    public LoadedConfiguration With<T>(T part, IEnumerable<string> warnings)
        where T : class =>
        new(_sections.SetItem(typeof(T), part), Values, Warnings.AddRange(warnings));

    /// <summary>Null when nothing of the kind was read.</summary>
    public T? Find<T>()
        where T : class => _sections.GetValueOrDefault(typeof(T)) as T;

    /// <summary>The options of a registered section.</summary>
    /// <exception cref="InvalidOperationException">The type is not registered in the schema: a mistake in the program.</exception>
    public T Get<T>()
        where T : class =>
        _sections.TryGetValue(typeof(T), out var section)
            ? (T)section
            : throw new InvalidOperationException($"No configuration section is registered for {typeof(T)}.");
}
