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
        catch (ApiException failure) when (failure.Code == HttpStatusCode.Conflict)
        {
            return Delivery.Delivered;
        }
        catch (ApiException failure)
        {
            return failure.Error switch
            {
                WatchError.Forbidden => Delivery.Rejected(
                    $"'create' on {resource} is not granted: apply deploy/daemonset/base/rbac.yaml ({failure.Message})"),
                WatchError.Rejected => Delivery.Rejected(failure.Message),
                _ => Delivery.Retryable(failure.Message, failure.RetryAfter),
            };
        }
        catch (OperationCanceledException) when (deadline.HasExpired)
        {
            return Delivery.Retryable($"create {resource}: no answer within {Timeout.TotalSeconds:0} s");
        }
    }
}
