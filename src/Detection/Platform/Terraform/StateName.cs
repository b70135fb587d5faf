using System.Globalization;
using Windsock.Model.Platform;

namespace Windsock.Detection.Platform.Terraform;

/// <summary>A state in Terraform's Kubernetes backend, by the namespace and the name of the Secret that holds it.</summary>
/// <param name="Secret"><c>tfstate-WORKSPACE-SUFFIX</c>.</param>
internal readonly record struct StateName(string Namespace, string Secret)
{
    private const string SecretPrefix = "tfstate-";
    private const string LeasePrefix = "lock-";
    private const string PartMark = "-part-";
    private const string DefaultWorkspace = "default-";

    /// <summary>Where only its name is known: workspace and suffix, where they can be told apart, which only the default workspace lets;
    /// else both in one.</summary>
    public string Words
    {
        get
        {
            var rest = Secret[SecretPrefix.Length..];
            return rest.StartsWith(DefaultWorkspace, StringComparison.Ordinal) && rest.Length > DefaultWorkspace.Length
                ? $"default/{rest[DefaultWorkspace.Length..]}"
                : rest;
        }
    }

    public static StateName OfLock(StateLock held) => new(held.Namespace, held.SecretName);

    /// <summary>Null for a target that has nothing to do with a state.</summary>
    public static StateName? Of(ActionTarget target) => (target.ApiGroup, target.Resource) switch
    {
        ("coordination.k8s.io", "leases") when target.Name.StartsWith(LeasePrefix + SecretPrefix, StringComparison.Ordinal) =>
            OfSecret(target.Namespace, target.Name[LeasePrefix.Length..]),
        ("", "secrets") => OfSecret(target.Namespace, WithoutPart(target.Name)),
        _ => null,
    };

    public static StateName? OfLease(string space, string lease) =>
        lease.StartsWith(LeasePrefix, StringComparison.Ordinal) ? OfSecret(space, lease[LeasePrefix.Length..]) : null;

    private static StateName? OfSecret(string space, string secret) =>
        secret.StartsWith(SecretPrefix, StringComparison.Ordinal) && secret.Length > SecretPrefix.Length ? new StateName(space, secret) : null;

    /// <summary>A large state is cut into further Secrets: <c>tfstate-default-network-part-1</c>.</summary>
    private static string WithoutPart(string secret)
    {
        var at = secret.LastIndexOf(PartMark, StringComparison.Ordinal);
        return at > 0 && int.TryParse(secret.AsSpan(at + PartMark.Length), NumberStyles.None, CultureInfo.InvariantCulture, out _) ? secret[..at] : secret;
    }
}
