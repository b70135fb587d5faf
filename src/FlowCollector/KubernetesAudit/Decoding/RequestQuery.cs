namespace Windsock.FlowCollector.KubernetesAudit.Decoding;

/// <summary>What is said behind the question mark of <c>requestURI</c>.</summary>
internal static class RequestQuery
{
    public static string Path(string uri) => uri.IndexOf('?', StringComparison.Ordinal) is >= 0 and var mark ? uri[..mark] : uri;

    /// <summary>First value of a parameter, decoded; empty when it is not there.</summary>
    public static string Value(string uri, string name)
    {
        var mark = uri.IndexOf('?', StringComparison.Ordinal);
        foreach (var range in mark < 0 ? default : uri.AsSpan(mark + 1).Split('&'))
        {
            var pair = uri.AsSpan(mark + 1)[range];
            if (pair.Length > name.Length && pair[name.Length] == '=' && pair.StartsWith(name, StringComparison.Ordinal))
            {
                return LineText.Of(Uri.UnescapeDataString(pair[(name.Length + 1)..].ToString().Replace('+', ' ')), LineText.MaxName);
            }
        }

        return "";
    }
}
