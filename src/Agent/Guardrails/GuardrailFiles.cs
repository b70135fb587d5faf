using System.Collections.Immutable;
using Windsock.Agent.Configuration;
using Windsock.Detection.Globs;

namespace Windsock.Agent.Guardrails;

/// <summary>Which files are meant by the paths and patterns of the configuration.</summary>
internal static class GuardrailFiles
{
    public const int MaxFiles = 1_000;

    /// <summary>In the order of the list, those of one pattern in order of their names. A file that is meant twice is there once.</summary>
    /// <param name="written">Paths; <c>*</c> stands for any letters in the name of the file, not in that of a folder.</param>
    /// <param name="folder">Where relative paths start.</param>
    /// <param name="key">The key that they stand at, for messages.</param>
    public static ImmutableArray<GuardrailFile> Find(IReadOnlyList<string> written, string folder, ConfigurationError key, List<ConfigurationError> errors)
    {
        var files = ImmutableArray.CreateBuilder<GuardrailFile>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in written)
        {
            foreach (var file in Expand(path, folder, problem => errors.Add(key with { Message = problem })))
            {
                if (seen.Add(System.IO.Path.GetFullPath(file.Path)))
                {
                    files.Add(file);
                }
            }

            if (files.Count > MaxFiles)
            {
                errors.Add(key with { Message = $"means more than {MaxFiles} files; put guardrails that belong together into one" });
                return [.. files.Take(MaxFiles)];
            }
        }

        return files.ToImmutable();
    }

    private static IEnumerable<GuardrailFile> Expand(string written, string folder, Action<string> fail)
    {
        if (written.Length == 0 || written.Any(char.IsControl))
        {
            fail($"{ScalarBinding.Quote(written)} is not a path");
            return [];
        }

        var (parent, name) = (System.IO.Path.GetDirectoryName(written) ?? "", System.IO.Path.GetFileName(written));
        if (parent.Contains('*', StringComparison.Ordinal))
        {
            fail($"{ScalarBinding.Quote(written)} has a * in the name of a folder; allowed: in the name of the file only, as guardrails/*.yaml");
            return [];
        }

        if (!name.Contains('*', StringComparison.Ordinal))
        {
            return [new GuardrailFile(written, System.IO.Path.Combine(folder, written))];
        }

        var found = Matching(System.IO.Path.Combine(folder, parent), name, fail, written);
        if (found is { Length: 0 })
        {
            fail($"no file matches {ScalarBinding.Quote(written)}; put one there or remove the entry");
        }

        return found?.Select(path => new GuardrailFile(System.IO.Path.Combine(parent, System.IO.Path.GetFileName(path)), path)) ?? [];
    }

    /// <summary>Null when the folder cannot be looked into; that is said.</summary>
    private static string[]? Matching(string folder, string pattern, Action<string> fail, string written)
    {
        try
        {
            // Kubernetes mounts a ConfigMap as links to a folder whose name begins with dots.
            var matching = Directory.EnumerateFiles(folder.Length == 0 ? "." : folder)
                .Where(path => System.IO.Path.GetFileName(path) is var name && !name.StartsWith('.') && new GlobPattern(pattern).Matches(name))
                .Take(MaxFiles + 1);
            return [.. matching.Order(StringComparer.Ordinal)];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            fail($"{ScalarBinding.Quote(written)}: its folder cannot be read: {(failure is DirectoryNotFoundException ? "no such folder" : failure.Message)}");
            return null;
        }
    }
}
