using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Windsock.Detection.Platform.Identities;

#pragma warning disable IL2026 // The converter that these ranges are read with is TimeSpan's, which is always there.

/// <summary>When calls to a cloud without a token exchange are worth a finding.</summary>
public sealed class StaticKeySuspectOptions : IValidatableObject
{
    private static readonly string[] Known = [.. Enum.GetValues<Cloud>().Select(Identities.Clouds.KeyOf)];

    /// <summary>Default true.</summary>
    [Description("Look for pods of tasks that call a cloud's API and never asked anybody for a token: they probably carry a key that does not expire.")]
    public bool Enabled { get; set; } = true;

    /// <summary>Of <c>aws</c>, <c>google</c> and <c>azure</c>. Default: <c>aws</c>. On GKE, and with a token proxy for Azure, the exchange is not
    /// among the pod's own flows.</summary>
    [Description("Clouds whose tokens pods get by themselves, so that it says something when they do not: aws, google, azure. Leave google out on GKE and azure out with a token proxy: there the node or the proxy gets the tokens.")]
    public IReadOnlyList<string> Clouds { get; set; } = ["aws"];

    /// <summary>Patterns of peers' names, <c>*</c> stands for any letters. Default: <c>*vault*</c>.</summary>
    [Description("Peers that give out credentials beside the clouds' own services, as they are called on pages and metrics; * stands for any characters. A pod that talked to one is not suspected.")]
    public IReadOnlyList<string> TokenPeers { get; set; } = ["*vault*"];

    /// <summary>1 s to 1 h, default 1 min.</summary>
    [Description("How long after a pod's first call to a cloud an exchange may still come.")]
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Grace { get; set; } = TimeSpan.FromMinutes(1);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var cloud in Clouds.Where(cloud => !Known.Contains(cloud, StringComparer.Ordinal)))
        {
            yield return new ValidationResult($"'{cloud}' is not one of: {string.Join(", ", Known)}", [nameof(Clouds)]);
        }

        if (TokenPeers.Any(string.IsNullOrEmpty))
        {
            yield return new ValidationResult("an entry is empty; give a name or a pattern, or leave it out", [nameof(TokenPeers)]);
        }
    }
}
