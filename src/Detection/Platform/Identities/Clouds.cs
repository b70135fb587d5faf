using Windsock.Model.Platform;

namespace Windsock.Detection.Platform.Identities;

/// <summary>What is known of clouds by their names.</summary>
internal static class Clouds
{
    public const int Count = 3;

    public static Cloud? Of(PlatformSystem system) => system switch
    {
        PlatformSystem.Aws => Cloud.Aws,
        PlatformSystem.Google or PlatformSystem.CloudRun => Cloud.Google,
        PlatformSystem.Azure => Cloud.Azure,
        _ => null,
    };

    /// <summary>Of a service account's cloud identity: a role's ARN, a Google service account, a client id of Azure.</summary>
    public static Cloud? OfIdentity(string identity) => identity switch
    {
        "" => null,
        _ when identity.StartsWith("arn:", StringComparison.Ordinal) => Cloud.Aws,
        _ when identity.Contains('@', StringComparison.Ordinal) => Cloud.Google,
        _ when Guid.TryParse(identity, out _) => Cloud.Azure,
        _ => null,
    };

    /// <summary>As options spell it.</summary>
    public static string KeyOf(Cloud cloud) => cloud switch
    {
        Cloud.Aws => "aws",
        Cloud.Google => "google",
        _ => "azure",
    };

    public static string NameOf(Cloud cloud) => cloud switch
    {
        Cloud.Aws => "AWS",
        Cloud.Google => "Google Cloud",
        _ => "Azure",
    };
}
