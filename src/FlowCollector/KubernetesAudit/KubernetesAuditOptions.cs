using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.Extensions.Options;
using Windsock.FlowCollector.CloudLogging;

namespace Windsock.FlowCollector.KubernetesAudit;

/// <summary>Section <c>audit</c>: the port that API servers and clouds send their audit events to.</summary>
public sealed class KubernetesAuditOptions : IValidatableObject
{
    /// <summary>Default: off.</summary>
    [Description("Listen for audit events of API servers and clouds.")]
    public bool Enabled { get; set; }

    /// <summary>IP address and port. Port 0 takes any free one. Default: 0.0.0.0:9467.</summary>
    [Description("IP address and port of the HTTPS server that they are posted to. Port 0 takes any free port.")]
    public string Listen { get; set; } = "0.0.0.0:9467";

    /// <summary>TLS of the server.</summary>
    [ValidateObjectMembers]
    [Description("TLS of that server.")]
    public AuditTlsOptions Tls { get; set; } = new();

    /// <summary>File with the bearer token that lets a sender in. Read again for each request. Default: empty.</summary>
    [Description("File with the bearer token that lets a sender in, as does a client certificate of tls.clientCaFile. Read again when it changes. Empty: no token does.")]
    public string TokenFile { get; set; } = "";

    /// <summary>Allows plaintext, and senders that show nothing. Default: false.</summary>
    [Description("Allows to listen without TLS and without any sender authentication: whoever reaches the port can then invent events.")]
    public bool Insecure { get; set; }

    /// <summary>What senders may make the agent hold.</summary>
    [ValidateObjectMembers]
    [Description("What senders may make the agent hold.")]
    public AuditLimitsOptions Limits { get; set; } = new();

    /// <summary>Entries of Google Cloud Logging.</summary>
    [ValidateObjectMembers]
    [Description("Entries of Google Cloud Logging that a push subscription of Pub/Sub sends to this port.")]
    public PubSubOptions Pubsub { get; set; } = new();

    /// <summary>Users whose requests are dropped and counted; a * at the end stands for anything.</summary>
    [Description("Users whose requests are dropped and counted: the cluster's own parts. A * at the end stands for anything. What is asked in the name of another user is never dropped.")]
    public IReadOnlyList<string> IgnoredUsers { get; set; } =
    [
        "system:node:*", "system:kube-*", "system:apiserver", "system:serviceaccount:kube-system:*", "eks:*", "aksService",
    ];

    /// <summary>Users whose reads (get, list, watch) are dropped and counted.</summary>
    [Description("Users whose reads (get, list, watch) are dropped and counted: the agent itself.")]
    public IReadOnlyList<string> IgnoredReaders { get; set; } = ["system:serviceaccount:windsock:*"];

    /// <summary>Resources of which every request is dropped and counted. Leases named <c>lock-tfstate-*</c>, Terraform's state locks, are
    /// kept whatever stands here.</summary>
    [Description("Resources (plural name, with .group) of which requests are dropped and counted. Leases named lock-tfstate-*, the state locks of Terraform, are never dropped.")]
    public IReadOnlyList<string> IgnoredResources { get; set; } =
    [
        "events", "events.events.k8s.io", "leases.coordination.k8s.io", "endpoints", "endpointslices.discovery.k8s.io",
        "tokenreviews.authentication.k8s.io", "subjectaccessreviews.authorization.k8s.io",
    ];

    /// <summary>A sender has to prove who it is.</summary>
    internal bool Authenticates => Tls.ClientCaFile.Length > 0 || TokenFile.Length > 0;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Parse(Listen) is null)
        {
            yield return new ValidationResult("must be an IP address and a port, such as 0.0.0.0:9467 or [::1]:9467", [nameof(Listen)]);
        }

        if (Pubsub.Enabled && !Enabled)
        {
            yield return new ValidationResult("needs audit.enabled: true, without which nobody listens", [$"{nameof(Pubsub)}.{nameof(Pubsub.Enabled)}"]);
        }

        foreach (var result in Enabled && !Insecure ? Unprotected() : [])
        {
            yield return result;
        }

        foreach (var (key, patterns) in new[] { (nameof(IgnoredUsers), IgnoredUsers), (nameof(IgnoredReaders), IgnoredReaders), (nameof(IgnoredResources), IgnoredResources) })
        {
            if (patterns.FirstOrDefault(pattern => pattern.Trim('*').Length == 0 || pattern[..^1].Contains('*', StringComparison.Ordinal)) is { } wrong)
            {
                yield return new ValidationResult($"'{wrong}' must have a name in it, and a * at its end only", [key]);
            }
        }
    }

    /// <summary>An address without a port is none: port 0 must be asked for. Null for anything that is not an address and a port.</summary>
    internal static IPEndPoint? Parse(string listen) => IPEndPoint.TryParse(listen, out var address) && address.ToString() == listen ? address : null;

    private IEnumerable<ValidationResult> Unprotected()
    {
        if (!Tls.IsEnabled)
        {
            yield return new ValidationResult(
                "audit events come with TLS: set audit.tls.certFile and audit.tls.keyFile, or audit.insecure: true where nobody else reaches the port", [nameof(Tls)]);
        }

        if (!Authenticates)
        {
            yield return new ValidationResult(
                "whoever reaches the port could invent events: set audit.tokenFile or audit.tls.clientCaFile, or audit.insecure: true where nobody else reaches it", [nameof(TokenFile)]);
        }
    }
}
