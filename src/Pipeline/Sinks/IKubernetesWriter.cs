namespace Windsock.Pipeline.Sinks;

/// <summary>Creates objects in the Kubernetes API. One attempt; any thread.</summary>
public interface IKubernetesWriter
{
    /// <param name="path">Of the collection, relative to the server: <c>api/v1/namespaces/x/events</c>.</param>
    /// <param name="resource">Plural as in RBAC, for messages.</param>
    /// <param name="json">The object, UTF-8.</param>
    /// <returns>Delivered also when an object of that name is there already.</returns>
    Task<Delivery> CreateAsync(string path, string resource, ReadOnlyMemory<byte> json, CancellationToken stop);
}
