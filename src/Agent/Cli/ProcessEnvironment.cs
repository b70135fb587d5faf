using System.Collections;
using System.Collections.Immutable;

namespace Windsock.Agent.Cli;

/// <summary>The environment variables of this process.</summary>
internal static class ProcessEnvironment
{
    public static ImmutableDictionary<string, string> Read() => Environment.GetEnvironmentVariables()
        .Cast<DictionaryEntry>()
        .ToImmutableDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "", StringComparer.Ordinal);
}
