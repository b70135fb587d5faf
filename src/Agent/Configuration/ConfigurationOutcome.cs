using System.Collections.Immutable;

namespace Windsock.Agent.Configuration;

/// <summary>Either settings or everything that is wrong with them, in the order of the file, then of the environment.</summary>
internal sealed record ConfigurationOutcome(LoadedConfiguration? Configuration, ImmutableArray<ConfigurationError> Errors)
{
    public static ConfigurationOutcome Good(LoadedConfiguration configuration) => new(configuration, []);

    public static ConfigurationOutcome Bad(IEnumerable<ConfigurationError> errors) => new(null, [.. errors
        .OrderBy(error => error.Origin.Kind)
        .ThenBy(error => error.Origin.Line)
        .ThenBy(error => error.Path, StringComparer.Ordinal)]);
}
