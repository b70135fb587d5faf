using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace Windsock.Agent.Configuration.Values;

/// <summary>The value must be <c>unix:///path</c> or <c>host:port</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class FlowServerAddressAttribute : ValidationAttribute
{
    private const string Form = "must be unix:///path/of/socket or host:port";

    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext)
    {
        var text = value as string ?? "";
        if (text.StartsWith("unix:", StringComparison.Ordinal))
        {
            return text.StartsWith("unix:///", StringComparison.Ordinal) && text.Length > "unix:///".Length
                ? ValidationResult.Success
                : new ValidationResult($"{Form}; a socket path is absolute");
        }

        if (text.Contains("://", StringComparison.Ordinal))
        {
            return new ValidationResult($"{Form}; leave the scheme '{text[..(text.IndexOf("://", StringComparison.Ordinal) + 3)]}' out");
        }

        var colon = text.LastIndexOf(':');
        if (colon <= 0 || !int.TryParse(text[(colon + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var port))
        {
            return new ValidationResult(Form);
        }

        return port is > 0 and <= 65_535
            ? ValidationResult.Success
            : new ValidationResult(string.Create(CultureInfo.InvariantCulture, $"port {port} is out of range; allowed: 1 to 65535"));
    }
}
