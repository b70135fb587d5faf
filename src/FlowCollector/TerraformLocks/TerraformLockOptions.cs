using System.ComponentModel.DataAnnotations;

namespace Windsock.FlowCollector.TerraformLocks;

/// <summary>Which locks of Terraform's states are watched.</summary>
public sealed class TerraformLockOptions
{
    /// <summary>Namespaces that can be named, at most: each is one open request to the API server.</summary>
    public const int MaxNamespaces = 100;

    /// <summary>Default false.</summary>
    public bool Enabled { get; set; }

    /// <summary>Empty: all, which needs the rights in the whole cluster.</summary>
    [MaxLength(MaxNamespaces)]
    public IReadOnlyList<string> Namespaces { get; set; } = [];
}
