namespace Windsock.FlowCollector.AirflowApi.Requests;

/// <summary>How a request ended: label <c>outcome</c> of <c>airflow_api_requests_total</c>.</summary>
internal enum RequestOutcome : byte
{
    Ok,

    /// <summary>HTTP 401.</summary>
    Unauthorized,

    /// <summary>HTTP 403.</summary>
    Forbidden,

    /// <summary>HTTP 404.</summary>
    NotFound,

    /// <summary>HTTP 429.</summary>
    RateLimited,

    /// <summary>Another HTTP 4xx.</summary>
    Rejected,

    /// <summary>HTTP 3xx. Never followed: it would carry the credential to wherever it points.</summary>
    Redirected,

    /// <summary>HTTP 5xx.</summary>
    ServerError,

    /// <summary>Too long, not JSON, or JSON of something else.</summary>
    Unreadable,

    /// <summary>No answer in time.</summary>
    Timeout,

    /// <summary>No connection, or no trust in the server.</summary>
    Unreachable,

    /// <summary>The credential could not be read, so nothing was sent.</summary>
    NoCredential,
}
