namespace Windsock.FlowCollector.Cluster.Probing;

/// <summary>How a question to the Kubernetes API ended.</summary>
public enum ApiOutcome
{
    Answered,

    /// <summary>There is no such object, or no such kind of object.</summary>
    NotFound,

    /// <summary>The rights for it are missing.</summary>
    Forbidden,

    /// <summary>The API server does not know who asks.</summary>
    Unauthorized,

    /// <summary>No answer, or one that is none.</summary>
    Failed,
}
