using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Windsock.Detection.Platform.Terraform;
using Windsock.FlowCollector.TerraformLocks;

namespace Windsock.Agent.Configuration.Sections;

/// <summary>Section <c>platform.terraform</c>: which locks are watched, and how they are understood.</summary>
internal sealed class TerraformSection : TerraformOptions, IValidatableObject
{
    private const int MaxNamespaceLength = 63;

    /// <summary>Default false.</summary>
    [Description("Watch the Leases that Terraform's Kubernetes backend locks its states with. For one agent of the cluster, not for those of each node. Secrets are never read.")]
    public bool Enabled { get; set; }

    /// <summary>At most <see cref="TerraformLockOptions.MaxNamespaces"/>; default none: all.</summary>
    [Description("Namespaces whose Leases are watched, each by a request of its own. None: all, which needs the rights in the whole cluster.")]
    public IReadOnlyList<string> Namespaces { get; set; } = [];

    public TerraformLockOptions ToLocks() => new() { Enabled = Enabled, Namespaces = Namespaces };

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Namespaces.Count > TerraformLockOptions.MaxNamespaces)
        {
            yield return Problem($"{Namespaces.Count} namespaces; at most {TerraformLockOptions.MaxNamespaces}, or none for all");
        }

        foreach (var space in Namespaces)
        {
            if (space.Length is 0 or > MaxNamespaceLength || !space.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-'))
            {
                yield return Problem($"\"{space}\" is no name of a namespace: 1 to {MaxNamespaceLength} lower-case letters, digits and '-'; none at all stands for all");
            }
        }
    }

    private static ValidationResult Problem(string text) => new(text, [nameof(Namespaces)]);
}
