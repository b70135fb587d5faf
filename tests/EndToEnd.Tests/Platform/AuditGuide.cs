using System.Text.RegularExpressions;
using Windsock.Testing;

namespace Windsock.EndToEnd.Tests.Platform;

/// <summary>What docs/guides/audit.md tells people to give to their API server.</summary>
internal static partial class AuditGuide
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "guides", "audit.md"));

    public static string Policy => Block("kind: Policy");

    /// <summary>The kubeconfig of the webhook.</summary>
    public static string Webhook => Block("kind: Config");

    /// <summary>Flags of kube-apiserver that name no file.</summary>
    public static IReadOnlyList<string> Flags => [.. Block("--audit-policy-file").Split('\n').Select(line => line.Trim(' ', '-')).Where(flag => flag.Length > 0 && !flag.Contains("-file=", StringComparison.Ordinal)).Select(flag => "--" + flag)];

    private static string Block(string word) => Blocks().Matches(Page).Select(match => match.Groups[1].Value).First(block => block.Contains(word, StringComparison.Ordinal));

    [GeneratedRegex("^```yaml\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
