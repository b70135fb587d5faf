namespace Windsock.FlowCollector.Cluster.Api;

/// <summary>A kind of object as the API offers it.</summary>
/// <param name="Name">Plural as in RBAC: <c>pods</c>.</param>
/// <param name="Path">Relative to the server: <c>api/v1/pods</c>.</param>
/// <param name="Selector">Field selector, unescaped; empty for all.</param>
/// <param name="IsMetadataOnly">Ask for PartialObjectMetadata.</param>
/// <param name="LabelSelector">Unescaped; empty for all.</param>
internal sealed record ResourcePath(string Name, string Path, string Selector, bool IsMetadataOnly, string LabelSelector = "")
{
    public string ListAccept => IsMetadataOnly
        ? "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json"
        : "application/json";

    public string WatchAccept => IsMetadataOnly
        ? "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json"
        : "application/json";

    /// <param name="from">Which state the list must show; without meaning on a page after the first.</param>
    /// <param name="continueToken">Empty for the first page.</param>
    public string ListPage(ListFrom from, string knownVersion, int pageSize, string continueToken)
    {
        var query = $"{Path}?limit={pageSize}{SelectorQuery}";
        if (continueToken.Length > 0)
        {
            return $"{query}&continue={Uri.EscapeDataString(continueToken)}";
        }

        var version = from switch
        {
            ListFrom.NotOlderThanKnown when knownVersion.Length > 0 => knownVersion,
            ListFrom.MostRecent => "",
            _ => "0",
        };
        return version.Length == 0 ? query : $"{query}&resourceVersion={Uri.EscapeDataString(version)}&resourceVersionMatch=NotOlderThan";
    }

    public string Watch(string version, TimeSpan timeout) =>
        $"{Path}?watch=1&allowWatchBookmarks=true&resourceVersion={Uri.EscapeDataString(version)}&timeoutSeconds={(int)timeout.TotalSeconds}{SelectorQuery}";

    private string SelectorQuery => Query("fieldSelector", Selector) + Query("labelSelector", LabelSelector);

    private static string Query(string key, string value) => value.Length == 0 ? "" : $"&{key}={Uri.EscapeDataString(value)}";
}
