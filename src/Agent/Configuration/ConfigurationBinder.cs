using System.Collections;
using System.Collections.Immutable;
using Windsock.Agent.Configuration.Schema;
using Windsock.Agent.Configuration.Yaml;

namespace Windsock.Agent.Configuration;

/// <summary>Writes what the file and the environment say into options objects, and notes every mistake on the way.</summary>
internal sealed class ConfigurationBinder
{
    private readonly List<ConfigurationError> _errors;

    public ConfigurationBinder(List<ConfigurationError> errors) => _errors = errors;

    /// <summary>Where each key that was written came from.</summary>
    public Dictionary<string, ConfigOrigin> Origins { get; } = new(StringComparer.Ordinal);

    /// <summary>Paths whose value could not be used; they are not validated again.</summary>
    public HashSet<string> Failed { get; } = new(StringComparer.Ordinal);

    public void BindGroup(object target, string path, ImmutableArray<KeySchema> keys, ConfigNode node)
    {
        Origins[path] = node.Origin;
        if (node is ScalarNode { IsEmpty: true })
        {
            return;
        }

        if (node is not MappingNode mapping)
        {
            Fail(node.Origin, path, $"must hold keys: {Names(keys)}");
            return;
        }

        foreach (var entry in mapping.Entries)
        {
            var key = keys.FirstOrDefault(candidate => candidate.Key == entry.Key);
            if (key is null)
            {
                _errors.Add(new ConfigurationError(entry.KeyOrigin, $"{path}.{entry.Key}", UnknownKey(path, entry.Key, keys)));
                continue;
            }

            BindKey(target, key, entry);
        }
    }

    public static string UnknownKey(string path, string written, ImmutableArray<KeySchema> keys)
    {
        var hint = NearMiss.Hint(written, keys.Select(key => key.Key));
        var looksSecret = written.Contains("password", StringComparison.OrdinalIgnoreCase) ||
            written.Contains("token", StringComparison.OrdinalIgnoreCase) || written.Contains("secret", StringComparison.OrdinalIgnoreCase);
        return looksSecret && hint.Length == 0
            ? $"unknown key; secrets are read from files only. Keys of {path}: {Names(keys)}"
            : $"unknown key{hint}{(hint.Length == 0 ? ";" : "")} keys of {path}: {Names(keys)}";
    }

    private void BindKey(object target, KeySchema key, MappingEntry entry)
    {
        Origins[key.Path] = entry.Value.Origin;
        if (key.Kind == ValueKind.Group)
        {
            var group = key.Property!.GetValue(target);
            if (group is null)
            {
                group = Activator.CreateInstance(key.ValueType)!;
                key.Property.SetValue(target, group);
            }

            BindGroup(group, key.Path, key.Children, entry.Value);
            return;
        }

        if (entry.Value is ScalarNode { IsEmpty: true })
        {
            Fail(entry.KeyOrigin, key.Path, "has no value; give one or remove the key");
            return;
        }

        var value = Convert(key, key.Path, entry.Value);
        if (value is not null)
        {
            key.Property!.SetValue(target, value);
        }
    }

    private object? Convert(KeySchema key, string path, ConfigNode node)
    {
        switch (node)
        {
            case ScalarNode scalar when key.Kind == ValueKind.List && scalar.Origin.Kind == OriginKind.Environment:
                var parts = scalar.Text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
                return ConvertList(key, path, [.. parts.Select(part => new ScalarNode(part, false, scalar.Origin))]);
            case ListNode list when key.Kind == ValueKind.List:
                return ConvertList(key, path, list.Items);
            case ScalarNode scalar when key.Kind is not (ValueKind.List or ValueKind.Group):
                var value = ScalarBinding.Convert(key, scalar.Text, out var problem);
                if (value is null)
                {
                    Fail(node.Origin, path, problem);
                }

                return value;
            case MappingNode mapping when key.Kind == ValueKind.Group:
                var group = Activator.CreateInstance(key.ValueType)!;
                BindGroup(group, path, key.Children, mapping);
                return group;
            default:
                Fail(node.Origin, path, $"must be {ScalarBinding.FormOf(key)}, not {Shape(node)}");
                return null;
        }
    }

    private object? ConvertList(KeySchema key, string path, ImmutableArray<ConfigNode> items)
    {
        var element = key.Item!.ValueType;
        var array = Array.CreateInstance(element, items.Length);
        var isComplete = true;
        for (var i = 0; i < items.Length; i++)
        {
            var itemPath = $"{path}[{i}]";
            var value = items[i] is ScalarNode { IsEmpty: true } ? null : Convert(key.Item, itemPath, items[i]);
            if (value is null)
            {
                isComplete = false;
                if (!Failed.Contains(itemPath))
                {
                    Fail(items[i].Origin, itemPath, "has no value");
                }

                continue;
            }

            array.SetValue(value, i);
        }

        if (!isComplete)
        {
            Failed.Add(path);
            return null;
        }

        return key.ValueType.IsInstanceOfType(array) ? array : FromArray(key.ValueType, element, array);
    }

    private static object FromArray(Type listType, Type element, Array array)
    {
        if (listType == typeof(ImmutableArray<>).MakeGenericType(element))
        {
            return typeof(ImmutableArray).GetMethods()
                .Single(method => method.Name == nameof(ImmutableArray.Create) && method.GetParameters() is [{ ParameterType.IsSZArray: true } parameter]
                    && parameter.ParameterType.GetElementType()!.IsGenericMethodParameter)
                .MakeGenericMethod(element)
                .Invoke(null, [array])!;
        }

        var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(element))!;
        foreach (var item in array)
        {
            list.Add(item);
        }

        return list;
    }

    private void Fail(ConfigOrigin origin, string path, string problem)
    {
        Failed.Add(path);
        _errors.Add(new ConfigurationError(origin, path, problem));
    }

    private static string Names(ImmutableArray<KeySchema> keys) => string.Join(", ", keys.Select(key => key.Key));

    private static string Shape(ConfigNode node) => node switch
    {
        ListNode => "a list",
        MappingNode => "a group of keys",
        ScalarNode scalar => ScalarBinding.Quote(scalar.Text),
        _ => "this",
    };
}
