using System.Collections.Immutable;

namespace Windsock.Agent.Simulation.World.Platform;

/// <summary>Who asks the Kubernetes API, as the API authenticates it.</summary>
/// <param name="UserAgent">What the caller calls its program.</param>
internal sealed record ApiCaller(string Username, string Uid, ImmutableArray<string> Groups, string SourceIp, string UserAgent)
{
    public const string Python = "OpenAPI-Generator/31.0.0/python";

    /// <summary>Of Terraform's backend and provider for Kubernetes.</summary>
    public const string Terraform = "HashiCorp/1.0 Terraform/1.9.8";

    /// <summary>The pod whose bound token is shown; null for a person.</summary>
    public SimulatedPod? Pod { get; init; }

    /// <summary><c>JTI=...</c> of the token, <c>X509SHA256=...</c> of the certificate.</summary>
    public string CredentialId { get; init; } = "";

    /// <summary>A pod, by the token that is mounted into it.</summary>
    public static ApiCaller Of(SimulatedPod pod, string userAgent) => new(
        $"system:serviceaccount:{pod.Namespace}:{pod.ServiceAccount}",
        StableUid.Of(pod.Namespace, pod.ServiceAccount),
        ["system:serviceaccounts", "system:serviceaccounts:" + pod.Namespace, "system:authenticated"],
        pod.Ips[0],
        userAgent)
    {
        Pod = pod,
        CredentialId = "JTI=" + StableUid.Of(pod.Uid, "token"),
    };

    /// <summary>Somebody at a terminal outside the cluster.</summary>
    public static ApiCaller Person(string name, string userAgent) => new(name, "", ["sre", "system:authenticated"], "192.0.2.40", userAgent)
    {
        CredentialId = "X509SHA256=" + StableUid.Of("people", name).Replace("-", "", StringComparison.Ordinal) + StableUid.Of("keys", name).Replace("-", "", StringComparison.Ordinal),
    };
}
