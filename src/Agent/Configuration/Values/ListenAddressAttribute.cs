using System.ComponentModel.DataAnnotations;

namespace Windsock.Agent.Configuration.Values;

/// <summary>The value must be a <see cref="ListenAddress"/>.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ListenAddressAttribute : ValidationAttribute
{
    public override string FormatErrorMessage(string name) => $"must be {ListenAddress.Form}";

    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext)
    {
        var text = value as string ?? "";
        return ListenAddress.Parse(text, out var problem) is null ? new ValidationResult(problem) : ValidationResult.Success;
    }
}
