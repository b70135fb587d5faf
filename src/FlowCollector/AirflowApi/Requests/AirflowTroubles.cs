using System.Globalization;

namespace Windsock.FlowCollector.AirflowApi.Requests;

/// <summary>Says in one line what an answer other than a good one means and what to change. Pure. The texts hold nothing that differs
/// from try to try and nothing of what the server wrote, so that a line that was said need not be said again.</summary>
internal static class AirflowTroubles
{
    /// <param name="server">Base address.</param>
    /// <param name="credential">Where the credential comes from; empty when there is none.</param>
    public static string TextOf(ApiResource resource, in RawReply reply, string server, string credential)
    {
        var status = reply.Status.ToString(CultureInfo.InvariantCulture);
        return reply.Outcome switch
        {
            RequestOutcome.Ok => "",
            RequestOutcome.Unauthorized when credential.Length == 0 =>
                $"{server} asks for a credential (HTTP 401): set airflow.api.tokenFile, or airflow.api.userFile and airflow.api.passwordFile",
            RequestOutcome.Unauthorized =>
                $"{server} did not accept the credential of {credential} (HTTP 401): renew it; with Airflow 2 see that [api] auth_backends allows it",
            RequestOutcome.Forbidden =>
                $"{server} does not allow to read {What(resource)} (HTTP 403): give the user read access to DAGs, DAG runs and task instances (role Viewer)",
            RequestOutcome.NotFound => NotFound(resource, server),
            RequestOutcome.RateLimited => $"{server} asks for fewer requests (HTTP 429): lower airflow.api.requestsPerSecond",
            RequestOutcome.Rejected => $"{server} refused to answer about {What(resource)} (HTTP {status})",
            RequestOutcome.Redirected =>
                $"{server} redirects to {reply.Detail} (HTTP {status}), which is not followed with a credential: set airflow.api.baseUrl to where the API is",
            RequestOutcome.ServerError => $"{server} failed to answer about {What(resource)} (HTTP {status})",
            RequestOutcome.Unreadable =>
                $"{server} answered about {What(resource)} with something else than Airflow would{(reply.Detail.Length > 0 ? $": {reply.Detail}" : "")}: see that airflow.api.baseUrl is Airflow's",
            RequestOutcome.Timeout => $"{server} did not answer in time",
            _ => $"{server}: {reply.Detail}",
        };
    }

    private static string NotFound(ApiResource resource, string server) => resource switch
    {
        ApiResource.Version => $"{server} has no REST API of Airflow (HTTP 404): set airflow.api.baseUrl to Airflow's address with its path prefix, without /api/v1 or /api/v2",
        ApiResource.Login => $"{server} gives no token for a user and password (HTTP 404 at /auth/token): use airflow.api.tokenFile with a token that Airflow's auth manager takes",
        _ => $"{server} does not know every try that ends here (HTTP 404): cleared or deleted there, or the pods of another Airflow; if so, set airflow.api.namespaces",
    };

    private static string What(ApiResource resource) => resource switch
    {
        ApiResource.Version => "its version",
        ApiResource.Login => "a token",
        ApiResource.Task => "tasks",
        ApiResource.Dag => "DAGs",
        _ => "task instances",
    };
}
