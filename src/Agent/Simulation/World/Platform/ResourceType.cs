using System.Collections.Immutable;

namespace Windsock.Agent.Simulation.World.Platform;

/// <summary>A type of objects of the Kubernetes API.</summary>
/// <param name="Group">Empty for the core group.</param>
/// <param name="Plural">As URLs spell it.</param>
/// <param name="Categories">Under which discovery lists it.</param>
internal sealed record ResourceType(string Group, string Version, string Kind, string Plural, bool IsNamespaced, ImmutableArray<string> Categories)
{
    public static readonly ResourceType Secret = new("", "v1", "Secret", "secrets", true, []);

    public static readonly ResourceType Lease = new("coordination.k8s.io", "v1", "Lease", "leases", true, []);

    /// <summary>What a DAG asks for.</summary>
    public static readonly ResourceType Claim = new("database.example.org", "v1alpha1", "PostgreSQLInstance", "postgresqlinstances", true, ["claim"]);

    /// <summary>What Crossplane makes of it.</summary>
    public static readonly ResourceType Composite = new("database.example.org", "v1alpha1", "XPostgreSQLInstance", "xpostgresqlinstances", false, ["composite"]);

    /// <summary>What a provider makes in a cloud.</summary>
    public static readonly ResourceType Managed = new("rds.aws.upbound.io", "v1beta1", "Instance", "instances", false, ["crossplane", "managed", "aws"]);

    /// <summary>Those that Crossplane and its providers brought, by custom resource definitions.</summary>
    public static ImmutableArray<ResourceType> Custom { get; } = [Claim, Composite, Managed];

    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>As messages of the API name it.</summary>
    public string FullName => Group.Length == 0 ? Plural : $"{Plural}.{Group}";
}
