using System.Collections;
using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using Windsock.Agent.Configuration.Schema;

namespace Windsock.Agent.Configuration;

/// <summary>Asks the attributes of an options object, and the object itself, whether its values are allowed.</summary>
internal sealed class ConfigurationValidation
{
    private readonly ConfigurationBinder _bound;
    private readonly ConfigOrigin _file;
    private readonly List<ConfigurationError> _errors;

    public ConfigurationValidation(ConfigurationBinder bound, ConfigOrigin file, List<ConfigurationError> errors)
    {
        _bound = bound;
        _file = file;
        _errors = errors;
    }

    public void Check(object options, string path, ImmutableArray<KeySchema> keys)
    {
        foreach (var key in keys.Where(key => !_bound.Failed.Contains(key.Path)))
        {
            var value = key.Property!.GetValue(options);
            if (key.Kind != ValueKind.Group)
            {
                CheckValue(options, key, value);
            }
            else if (value is not null)
            {
                Check(value, key.Path, key.Children);
            }

            if (key is { Kind: ValueKind.List, Item.Kind: ValueKind.Group })
            {
                foreach (var item in ((IEnumerable)value!).Cast<object>())
                {
                    Check(item, key.Path, key.Item.Children);
                }
            }
        }

        if (options is IValidatableObject validatable && !keys.Any(key => _bound.Failed.Contains(key.Path)))
        {
            foreach (var result in validatable.Validate(new ValidationContext(options)))
            {
                var member = keys.FirstOrDefault(key => result.MemberNames.Contains(key.Property!.Name, StringComparer.Ordinal));
                Fail(member?.Path ?? path, path, result.ErrorMessage ?? "is not allowed");
            }
        }
    }

    private void CheckValue(object options, KeySchema key, object? value)
    {
        foreach (var rule in key.Validations)
        {
            switch (rule)
            {
                case RequiredAttribute when value is null or "":
                    Fail(key.Path, key.Path, "must be given");
                    return;
                case RangeAttribute when value is IComparable number && !InRange(key, number):
                    Fail(key.Path, key.Path, ScalarBinding.OutOfRange(key, key.Format(value)));
                    return;
                case MinLengthAttribute { Length: 1 } when value is ICollection { Count: 0 }:
                    Fail(key.Path, key.Path, "must have at least one entry");
                    return;
                case RequiredAttribute or RangeAttribute:
                    continue;
            }

            var result = rule.GetValidationResult(value, new ValidationContext(options) { MemberName = key.Property!.Name, DisplayName = key.Key });
            if (result != ValidationResult.Success)
            {
                Fail(key.Path, key.Path, $"{ScalarBinding.Quote(key.Format(value))}: {result!.ErrorMessage}");
                return;
            }
        }
    }

    private static bool InRange(KeySchema key, IComparable value) =>
        value.CompareTo(key.RangeBound(key.Range!.Minimum)) >= 0 && value.CompareTo(key.RangeBound(key.Range.Maximum)) <= 0;

    private void Fail(string path, string parent, string problem)
    {
        _bound.Failed.Add(path);
        var origin = _bound.Origins.TryGetValue(path, out var own) ? own : _bound.Origins.TryGetValue(parent, out var group) ? group : _file;
        _errors.Add(new ConfigurationError(origin, path, problem));
    }
}
