using System.Collections.Immutable;
using System.Globalization;
using Windsock.Agent.Configuration;
using Windsock.Agent.Configuration.Yaml;
using Windsock.Detection.Alerting;

namespace Windsock.Agent.Alerting;

/// <summary>Reads whose DAGs are, for those whose owners Airflow does not tell:
/// <code>
/// owners:
///   - dags: "payments_*"
///     owners: [team-payments, alice]
///   - dags: "*"
///     owners: [data-platform]
/// </code>
/// The first entry whose pattern matches decides. Strict: whatever else stands in it is a mistake.</summary>
internal static class OwnerFile
{
    public const int MaxBytes = 1024 * 1024;
    public const int MaxEntries = 2_000;
    public const int MaxOwners = 16;
    public const int MaxOwnerLength = 250;

    private static readonly string[] RootKeys = ["owners"];
    private static readonly string[] EntryKeys = ["dags", "owners"];

    /// <summary>Null when there is a mistake; <paramref name="errors"/> then holds them all.</summary>
    public static OwnerRules? Load(string path, List<ConfigurationError> errors)
    {
        try
        {
            using var file = File.OpenRead(path);
            var content = new byte[MaxBytes + 1];
            var length = file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
            if (length > MaxBytes)
            {
                errors.Add(new ConfigurationError(ConfigOrigin.InFile(path), "", $"more than {MaxBytes} bytes; name DAGs by patterns with * instead of one by one"));
                return null;
            }

            using var reader = new StreamReader(new MemoryStream(content, 0, length));
            return Read(path, reader.ReadToEnd(), errors);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            errors.Add(new ConfigurationError(ConfigOrigin.InFile(path), "", $"cannot be read: {failure.Message}"));
            return null;
        }
    }

    /// <param name="file">How the file is called in messages.</param>
    public static OwnerRules? Read(string file, string text, List<ConfigurationError> errors)
    {
        var before = errors.Count;
        var root = YamlReader.Read(file, text, errors);
        if (root is null)
        {
            return null;
        }

        RefuseOthers(root, "", RootKeys, errors);
        var rules = ImmutableArray<(NamePattern, ImmutableArray<string>)>.Empty;
        switch (root.Find("owners"))
        {
            case ListNode list when list.Items.Length <= MaxEntries:
                rules = [.. list.Items.Select((item, index) => ReadEntry(item, $"owners[{index}]", errors)).OfType<(NamePattern, ImmutableArray<string>)>()];
                break;
            case ListNode list:
                Fail(list, "owners", $"{list.Items.Length} entries, at most {MaxEntries}; name DAGs by patterns with *", errors);
                break;
            case { } other:
                Fail(other, "owners", "must be a list of entries such as { dags: \"payments_*\", owners: [team-payments] }", errors);
                break;
            default:
                Fail(root, "owners", "is missing; the file holds owners: and a list of entries such as { dags: \"payments_*\", owners: [team-payments] }", errors);
                break;
        }

        return errors.Count == before ? new OwnerRules(rules) : null;
    }

    private static (NamePattern Dags, ImmutableArray<string> Owners)? ReadEntry(ConfigNode node, string path, List<ConfigurationError> errors)
    {
        if (node is not MappingNode entry)
        {
            Fail(node, path, "must be an entry such as { dags: \"payments_*\", owners: [team-payments] }", errors);
            return null;
        }

        RefuseOthers(entry, path, EntryKeys, errors);
        var dags = ReadPattern(entry, path, errors);
        var owners = ReadOwners(entry, path, errors);
        return dags is null || owners.IsEmpty ? null : (dags, owners);
    }

    private static NamePattern? ReadPattern(MappingNode entry, string path, List<ConfigurationError> errors)
    {
        var node = entry.Find("dags");
        if (node is not ScalarNode { IsEmpty: false } scalar)
        {
            Fail(node ?? entry, $"{path}.dags", "must be a DAG id or a pattern, in quotes: \"payments_*\"", errors);
            return null;
        }

        if (!NamePattern.TryParse(scalar.Text, out var pattern, out var problem))
        {
            Fail(scalar, $"{path}.dags", $"{ScalarBinding.Quote(scalar.Text)}: {problem}", errors);
        }

        return pattern;
    }

    private static ImmutableArray<string> ReadOwners(MappingNode entry, string path, List<ConfigurationError> errors)
    {
        var node = entry.Find("owners");
        if (node is not ListNode { Items.IsEmpty: false } list)
        {
            Fail(node ?? entry, $"{path}.owners", "must be a list with at least one owner: [team-payments]", errors);
            return [];
        }

        if (list.Items.Length > MaxOwners)
        {
            Fail(list, $"{path}.owners", $"{list.Items.Length} owners, at most {MaxOwners}; name a team instead", errors);
            return [];
        }

        var owners = ImmutableArray.CreateBuilder<string>();
        foreach (var (item, index) in list.Items.Select((item, index) => (item, index)))
        {
            if (item is ScalarNode { IsEmpty: false } scalar && ProblemOf(scalar.Text) is var problem)
            {
                if (problem.Length > 0)
                {
                    Fail(item, $"{path}.owners[{index}]", problem, errors);
                }

                owners.Add(scalar.Text);
            }
            else
            {
                Fail(item, $"{path}.owners[{index}]", "must be the name of an owner", errors);
            }
        }

        return [.. owners.Distinct(StringComparer.Ordinal)];
    }

    private static string ProblemOf(string owner) =>
        string.IsNullOrWhiteSpace(owner) ? "an owner must have a name"
        : owner.Length > MaxOwnerLength ? string.Create(CultureInfo.InvariantCulture, $"a name of {owner.Length} characters, at most {MaxOwnerLength}")
        : owner.Any(char.IsControl) ? $"{ScalarBinding.Quote(owner)} holds a control character; write the name on one line"
        : "";

    private static void RefuseOthers(MappingNode mapping, string path, string[] keys, List<ConfigurationError> errors)
    {
        foreach (var entry in mapping.Entries.Where(entry => !keys.Contains(entry.Key, StringComparer.Ordinal)))
        {
            var hint = NearMiss.Hint(entry.Key, keys);
            var where = path.Length == 0 ? "keys of this file" : $"keys of {path}";
            errors.Add(new ConfigurationError(
                entry.KeyOrigin, path.Length == 0 ? entry.Key : $"{path}.{entry.Key}", $"unknown key{(hint.Length == 0 ? ";" : hint)} {where}: {string.Join(", ", keys)}"));
        }
    }

    private static void Fail(ConfigNode node, string path, string problem, List<ConfigurationError> errors) =>
        errors.Add(new ConfigurationError(node.Origin, path, problem));
}
