using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Windsock.Model.Platform;

namespace Windsock.Agent.Configuration.Sections;

/// <summary>A row of <c>platform.cloudHosts</c>.</summary>
internal sealed class CloudHostOptions : IValidatableObject
{
    /// <summary>See <see cref="CloudHostPattern"/>.</summary>
    [Description("A DNS name or an address; *.suffix for everything below it, *-name.suffix for one label that ends so, name.*.suffix for any one label.")]
    public string Host { get; set; } = "";

    [Description("Whose it is: the label system.")]
    [EnumDataType(typeof(PlatformSystem))]
    public PlatformSystem System { get; set; } = PlatformSystem.Other;

    [Description("What is there: the label kind.")]
    [EnumDataType(typeof(CloudHostKind))]
    public CloudHostKind Kind { get; set; } = CloudHostKind.Api;

    public CloudHost ToHost() => new(Host, System, Kind);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (CloudHostPattern.ProblemOf(Host) is { Length: > 0 } problem)
        {
            yield return new ValidationResult(problem, [nameof(Host)]);
        }
    }
}
