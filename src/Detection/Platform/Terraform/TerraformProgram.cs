namespace Windsock.Detection.Platform.Terraform;

/// <summary>Terraform and OpenTofu, by what they call themselves. The Kubernetes backend and the Kubernetes provider send
/// <c>HashiCorp/1.0 Terraform/1.11.4</c>, Terraform itself <c>HashiCorp Terraform/1.11.4 (+https://www.terraform.io)</c>. Never proof of anything.</summary>
internal static class TerraformProgram
{
    private const int MaxVersion = 32;

    private static readonly string[] Names = ["Terraform/", "OpenTofu/"];

    /// <summary>Null: it is another program. Empty: it names no version.</summary>
    public static string? VersionOf(string userAgent)
    {
        foreach (var name in Names)
        {
            var at = userAgent.IndexOf(name, StringComparison.Ordinal);
            if (at >= 0 && (at == 0 || userAgent[at - 1] == ' '))
            {
                var version = userAgent.AsSpan(at + name.Length);
                var end = version.IndexOf(' ');
                version = end < 0 ? version : version[..end];
                return version.Length <= MaxVersion ? version.ToString() : "";
            }
        }

        return null;
    }
}
