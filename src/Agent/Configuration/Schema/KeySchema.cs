using System.Collections.Immutable;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Windsock.Agent.Configuration.Values;

namespace Windsock.Agent.Configuration.Schema;

/// <summary>One key as its options class declares it. The rules, so that any options class can be registered without knowing
/// this one: the key is the property's name in camelCase; its meaning is <see cref="DescriptionAttribute"/>, else the summary in the code;
/// <see cref="RangeAttribute"/> its range; other <see cref="ValidationAttribute"/>s are asked as they are; an integer whose name
/// ends in <c>Bytes</c> is a size; a class is a group of keys; the value of a fresh object is the default.</summary>
internal sealed class KeySchema
{
    private KeySchema(string path, Type declaredType, PropertyInfo? property)
    {
        Path = path;
        Property = property;
        ValueType = Nullable.GetUnderlyingType(declaredType) ?? declaredType;
        Key = property is null ? "" : JsonNamingPolicy.CamelCase.ConvertName(property.Name);
        Validations = property is null ? [] : [.. property.GetCustomAttributes<ValidationAttribute>()];
        Range = Validations.OfType<RangeAttribute>().FirstOrDefault();
        Kind = KindOf(ValueType, property);
        if (Kind == ValueKind.List)
        {
            Item = new KeySchema(path, ElementType(ValueType)!, null);
        }
        else if (Kind == ValueKind.Group)
        {
            Children = Of(ValueType, path);
        }
    }

    public string Key { get; }

    /// <summary>With the section, for example <c>hubble.tls.caFile</c>.</summary>
    public string Path { get; }

    /// <summary>Type of the property, without <see cref="Nullable{T}"/>.</summary>
    public Type ValueType { get; }

    public ValueKind Kind { get; }

    /// <summary>For the reference page. Asked for seldom: it may read a file.</summary>
    public string Meaning => Property is null
        ? ""
        : Property.GetCustomAttribute<DescriptionAttribute>()?.Description ?? XmlDocumentation.SummaryOf(Property);

    /// <summary>Null for the items of a list.</summary>
    public PropertyInfo? Property { get; }

    public ImmutableArray<ValidationAttribute> Validations { get; }

    public RangeAttribute? Range { get; }

    /// <summary>Keys of a group, in the order of declaration.</summary>
    public ImmutableArray<KeySchema> Children { get; } = [];

    /// <summary>What a list is a list of.</summary>
    public KeySchema? Item { get; }

    /// <summary>The key holds a path, never the content of a file.</summary>
    public bool IsFile => Kind == ValueKind.Text && (Key.EndsWith("File", StringComparison.Ordinal) || Key == "kubeconfig");

    public string EnvironmentName => "WINDSOCK__" + Path.Replace(".", "__", StringComparison.Ordinal).ToUpperInvariant();

    /// <summary>Values of an enum as they are written.</summary>
    public IEnumerable<string> Choices => Enum.GetNames(ValueType).Select(JsonNamingPolicy.CamelCase.ConvertName);

    /// <summary>The keys of an options class.</summary>
    public static ImmutableArray<KeySchema> Of(Type options, string path) =>
    [
        .. options.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.GetIndexParameters().Length == 0 && IsSettable(property))
            .OrderBy(property => property.MetadataToken)
            .Select(property => new KeySchema($"{path}.{JsonNamingPolicy.CamelCase.ConvertName(property.Name)}", property.PropertyType, property)),
    ];

    /// <summary>As it could be written in the file.</summary>
    public string Format(object? value) => value switch
    {
        null => "",
        TimeSpan duration => DurationText.Format(duration),
        string text => text,
        bool flag => flag ? "true" : "false",
        Enum choice => JsonNamingPolicy.CamelCase.ConvertName(choice.ToString()),
        System.Collections.IEnumerable items when Kind == ValueKind.List => "[" + string.Join(", ", items.Cast<object>().Select(Item!.Format)) + "]",
        IConvertible number when Kind == ValueKind.Size => ByteSizeText.Format(number.ToInt64(CultureInfo.InvariantCulture)),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ when Kind == ValueKind.Group => "{ " + string.Join(", ", Children.Select(child => (child.Key, Text: child.Format(child.Property!.GetValue(value)))).Where(child => child.Text.Length > 0).Select(child => $"{child.Key}: {child.Text}")) + " }",
        _ => value.ToString() ?? "",
    };

    /// <summary>Lowest and highest value as written, or null when there is no range.</summary>
    public (string Lowest, string Highest)? FormattedRange =>
        Range is { } range ? (Format(RangeBound(range.Minimum)), Format(RangeBound(range.Maximum))) : null;

    /// <summary>A bound in the type of the value.</summary>
    public object RangeBound(object bound) => bound is string text
        ? TypeDescriptor.GetConverter(ValueType).ConvertFromInvariantString(text)!
        : Convert.ChangeType(bound, ValueType, CultureInfo.InvariantCulture);

    public static Type? ElementType(Type type)
    {
        if (type == typeof(string))
        {
            return null;
        }

        return type.IsArray
            ? type.GetElementType()
            : type.GetInterfaces().Append(type)
                .FirstOrDefault(candidate => candidate.IsGenericType && candidate.GetGenericTypeDefinition() == typeof(IEnumerable<>))
                ?.GetGenericArguments()[0];
    }

    private static bool IsSettable(PropertyInfo property) =>
        property.SetMethod is { IsPublic: true } || (property.SetMethod is null && IsGroup(property.PropertyType));

    private static bool IsGroup(Type type) => type is { IsClass: true } && type != typeof(string) && ElementType(type) is null;

    private static ValueKind KindOf(Type type, PropertyInfo? property) => type switch
    {
        _ when type == typeof(string) => ValueKind.Text,
        _ when type == typeof(bool) => ValueKind.Flag,
        _ when type == typeof(TimeSpan) => ValueKind.Duration,
        _ when type.IsEnum => ValueKind.Choice,
        _ when type == typeof(int) || type == typeof(long) =>
            property is not null && property.Name.EndsWith("Bytes", StringComparison.Ordinal) ? ValueKind.Size : ValueKind.Whole,
        _ when type == typeof(double) => ValueKind.Number,
        _ when ElementType(type) is not null => ValueKind.List,
        _ when IsGroup(type) => ValueKind.Group,
        _ => throw new InvalidOperationException($"A setting of type {type} is not supported ({property?.DeclaringType}.{property?.Name})."),
    };
}
