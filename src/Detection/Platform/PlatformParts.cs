using Windsock.Detection.Alerting;
using Windsock.Detection.Platform.Clouds;
using Windsock.Detection.Platform.Crossplane;
using Windsock.Detection.Platform.Crossplane.Orphans;
using Windsock.Detection.Platform.Identities;
using Windsock.Detection.Platform.Terraform;

namespace Windsock.Detection.Platform;

/// <summary>Every part, one line each: a new one is a folder and a line here. Those that know more of an action come first.</summary>
internal static class PlatformParts
{
    public static IReadOnlyList<IPlatformPart> Of(PlatformOptions options, DetectionSurroundings around) =>
    [
        new CrossplanePart(options.Claims, options.CrossplaneOrphan, around.StartedAt),
        new TerraformPart(options.Terraform, new CloudHostLookup(options.CloudHosts)),
        new CloudsPart(new CloudHostLookup(options.CloudHosts)),
        new IdentitiesPart(options.Identities, options.CloudHosts, around),
    ];

    /// <summary>Names of the rules of all parts, in the order of the documentation.</summary>
    public static IReadOnlyList<string> Rules { get; } =
    [
        StaticKeySuspectRule.Name, TokenLongLivedRule.Name, IdentityOverreachRule.Name, OrphanRule.Rule, .. TerraformPart.Rules,
    ];

    /// <summary>What alerts need to know of them. Rules that say that something never happened are misled when it was lost; what the platform
    /// itself recorded is told by no flow.</summary>
    public static IReadOnlyList<AlertRule> Alerts { get; } =
    [
        .. Rules.Select(static name => name == StaticKeySuspectRule.Name ? new AlertRule(name, RuleSight.Complete) : new AlertRule(name, RuleSight.Independent)),
    ];
}
