using System.Net;
using Windsock.FlowCollector.Cluster.Watching;

namespace Windsock.FlowCollector.Cluster.Api;

/// <summary>A request to the Kubernetes API, or the answer to it, failed in one of the ways that are to be expected. The message is
/// one line for the log and holds no secret.</summary>
internal sealed class ApiException : Exception
{
    public ApiException(WatchError error, string message, Exception? cause = null)
        : base(message, cause) => Error = error;

    public WatchError Error { get; }

    /// <summary>Status of the answer; null when there was none.</summary>
    public HttpStatusCode? Code { get; init; }

    /// <summary>The API's own word for the failure (<c>AlreadyExists</c>, <c>Forbidden</c>, ...); empty when it gave none.</summary>
    public string Reason { get; init; } = "";

    /// <summary>How long the server asked to wait; null when it did not.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
