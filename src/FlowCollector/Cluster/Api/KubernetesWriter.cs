using System.Net;
using Windsock.FlowCollector.Cluster.Json;
using Windsock.FlowCollector.Cluster.Watching;
using Windsock.Pipeline.Sinks;

namespace Windsock.FlowCollector.Cluster.Api;

/// <summary>Creates objects over the same connection and with the same credential as the watches.</summary>
internal sealed class KubernetesWriter(KubernetesApi api, TimeProvider time) : IKubernetesWriter
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    public async Task<Delivery> CreateAsync(string path, string resource, ReadOnlyMemory<byte> json, CancellationToken stop)
    {
        using var deadline = new IdleDeadline(Timeout, time, stop);
        try
        {
            await api.CreateAsync(path, json, $"create {resource}", deadline).ConfigureAwait(false);
            return Delivery.Delivered;
        }
        catch (ApiException failure)
        {
            return Explain(failure, resource);
        }
        catch (OperationCanceledException) when (deadline.HasExpired)
        {
            return Delivery.Retryable($"create {resource}: no answer within {Timeout.TotalSeconds:0} s");
        }
        catch (Exception failure) when (failure is OperationCanceledException or ObjectDisposedException && !stop.IsCancellationRequested)
        {
            // Not connected in time, or the connection was replaced under the request.
            return Delivery.Retryable($"create {resource}: no connection to {api.Server}");
        }
    }

    private Delivery Explain(ApiException failure, string resource) => failure switch
    {
        { Code: HttpStatusCode.Conflict, Reason: "AlreadyExists" } => Delivery.Delivered,

        // Something else changed at the same time, a quota for example.
        { Code: HttpStatusCode.Conflict } => Delivery.Retryable(failure.Message, failure.RetryAfter),
        { Error: WatchError.Forbidden } when IsOfDyingNamespace(failure) => Delivery.Rejected(failure.Message),

        // Without the server's message: it names the namespace, and a missing right is one failure, not one per namespace.
        { Error: WatchError.Forbidden } => Delivery.Rejected(
            $"the Kubernetes API does not allow 'create' on {resource} to {api.CredentialOrigin}: apply deploy/daemonset/base/rbac.yaml, which grants it"),
        { Error: WatchError.Unauthorized } => Delivery.Retryable(
            $"the Kubernetes API did not accept the credential of {api.CredentialOrigin} for 'create' on {resource}: renew it, and see that it names a subject of deploy/daemonset/base/rbac.yaml"),
        { Error: WatchError.Rejected } => Delivery.Rejected(failure.Message),
        _ => Delivery.Retryable(failure.Message, failure.RetryAfter),
    };

    /// <summary>The API says Forbidden also for a namespace that is being deleted, whatever the rights are.</summary>
    private static bool IsOfDyingNamespace(ApiException failure) =>
        failure.Message.Contains("because it is being terminated", StringComparison.Ordinal);
}
