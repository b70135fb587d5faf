using System.Collections.Immutable;
using System.Text;
using Windsock.Agent.Configuration;
using Windsock.Agent.Configuration.Yaml;
using Windsock.Detection.Guardrails;

namespace Windsock.Agent.Guardrails;

/// <summary>Reads files of guardrails, strictly: every mistake in every file is noted with its line, and nothing is guessed.</summary>
internal sealed class GuardrailReader
{
    public const int MaxGuardrails = 1_000;

    /// <summary>A longer file is not one of guardrails.</summary>
    private const int MaxFileBytes = 1_048_576;

    /// <summary>As many as a file of that length can hold, nearly.</summary>
    private const int MaxNodes = 200_000;

    private const string Content = "the key 'guardrails:' with a list of guardrails below it";

    private readonly List<ConfigurationError> _errors;
    private readonly ImmutableArray<Guardrail>.Builder _guardrails = ImmutableArray.CreateBuilder<Guardrail>();
    private readonly Dictionary<string, ConfigOrigin> _names = new(StringComparer.Ordinal);
    private int _count;

    private GuardrailReader(List<ConfigurationError> errors) => _errors = errors;

    /// <summary>What was read without a mistake; complete when <paramref name="errors"/> has none.</summary>
    public static GuardrailSet Read(ImmutableArray<GuardrailFile> files, List<ConfigurationError> errors)
    {
        var reader = new GuardrailReader(errors);
        foreach (var file in files)
        {
            if (reader.Load(file) is { } text)
            {
                reader.ReadText(file.Name, text);
            }
        }

        return new GuardrailSet(reader._guardrails.ToImmutable(), [.. files.Select(file => file.Name)]);
    }

    /// <summary>From the text of one file.</summary>
    public static GuardrailSet Read(string file, string text, List<ConfigurationError> errors)
    {
        var reader = new GuardrailReader(errors);
        reader.ReadText(file, text);
        return new GuardrailSet(reader._guardrails.ToImmutable(), [file]);
    }

    private string? Load(GuardrailFile file)
    {
        if (Directory.Exists(file.Path))
        {
            Fail(file, "is a folder, not a file; name its files, as in folder/*.yaml");
            return null;
        }

        try
        {
            using var stream = File.OpenRead(file.Path);
            var bytes = new byte[MaxFileBytes + 1];
            var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (length <= MaxFileBytes)
            {
                return new StreamReader(new MemoryStream(bytes, 0, length), Encoding.UTF8).ReadToEnd();
            }

            Fail(file, $"has more than {MaxFileBytes} bytes, the most that a file of guardrails may have; divide it");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            Fail(file, $"cannot be read: {Why(failure)}");
        }

        return null;
    }

    private void ReadText(string file, string text)
    {
        // Mistakes in the form of the text are found on another way than those in what it says: in the order of the lines they are one list.
        var errors = new List<ConfigurationError>();
        if (YamlReader.Read(file, text, errors, MaxNodes, Content) is { } root)
        {
            ReadRoot(root, errors);
        }

        _errors.AddRange(errors.OrderBy(error => error.Origin.Line));
    }

    private void ReadRoot(MappingNode root, List<ConfigurationError> errors)
    {
        var fields = new Fields(root, "", errors, "guardrails");
        if (fields.List("guardrails", "a list of guardrails") is not { } list)
        {
            if (fields.Find("guardrails") is null)
            {
                fields.Fail(root.Origin, "guardrails", $"is missing; the file must hold {Content}");
            }

            return;
        }

        if (list.Items.IsEmpty)
        {
            fields.Fail(list.Origin, "guardrails", "has no entry; write a guardrail or remove the file");
        }

        for (var index = 0; index < list.Items.Length; index++)
        {
            if (++_count > MaxGuardrails)
            {
                fields.Fail(list.Items[index].Origin, "guardrails", $"there are more than {MaxGuardrails} guardrails in all files; join some by patterns of DAGs");
                return;
            }

            ReadOne(list.Items[index], index, errors);
        }
    }

    private void ReadOne(ConfigNode node, int index, List<ConfigurationError> errors)
    {
        var path = $"guardrails[{index}]";
        if (node is not MappingNode mapping)
        {
            errors.Add(new ConfigurationError(node.Origin, path, $"must be a guardrail with the keys {string.Join(", ", GuardrailForm.Keys)}"));
            return;
        }

        var before = errors.Count;
        var guardrail = new GuardrailForm(mapping, path, errors).Read();
        if (mapping.Find("name") is ScalarNode { Text.Length: > 0 } name && !_names.TryAdd(name.Text, name.Origin))
        {
            errors.Add(new ConfigurationError(name.Origin, $"{path}.name", $"{ScalarBinding.Quote(name.Text)} is the name of another guardrail, at {_names[name.Text]}; give each its own"));
        }

        if (guardrail is not null && errors.Count == before)
        {
            _guardrails.Add(guardrail);
        }
    }

    private void Fail(GuardrailFile file, string problem) => _errors.Add(new ConfigurationError(ConfigOrigin.InFile(file.Name), "", problem));

    private static string Why(Exception failure) => failure switch
    {
        FileNotFoundException or DirectoryNotFoundException => "no such file",
        UnauthorizedAccessException => "permission denied",
        _ => failure.Message,
    };
}
