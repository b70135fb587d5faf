using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Windsock.FlowCollector.Cluster.Access;

/// <summary>Access as every pod has it: address from the environment, token and CA from the mounted service account.</summary>
internal static class InClusterAccess
{
    public const string ServiceAccountFolder = "/var/run/secrets/kubernetes.io/serviceaccount";

    private const string Host = "KUBERNETES_SERVICE_HOST";
    private const string Port = "KUBERNETES_SERVICE_PORT";

    /// <param name="environment">Reads an environment variable.</param>
    /// <exception cref="KubernetesConfigurationException">This is not a pod, or it has no service account token.</exception>
    public static ApiAccess Create(Func<string, string?> environment, string folder, TimeProvider time)
    {
        var (host, port) = (environment(Host), environment(Port));
        if (string.IsNullOrEmpty(host) || string.IsNullOrEmpty(port))
        {
            throw new KubernetesConfigurationException(
                $"kubernetes.kubeconfig is empty, and {(string.IsNullOrEmpty(host) ? Host : Port)} is not set, so this is not a pod: "
                + "set kubernetes.kubeconfig to a kubeconfig file, or kubernetes.scope to off");
        }

        var tokenPath = Path.Combine(folder, "token");
        var caPath = Path.Combine(folder, "ca.crt");
        if (!File.Exists(tokenPath))
        {
            throw new KubernetesConfigurationException(
                $"The pod has no service account token at '{tokenPath}': set automountServiceAccountToken: true in the pod, or kubernetes.scope to off");
        }

        return new ApiAccess(
            Address(host, port),
            File.Exists(caPath) ? new TrustedRoots(SecretText.File(caPath)) : null,
            new ConfiguredCredential(SecretText.File(tokenPath), null, null, time));
    }

    private static Uri Address(string host, string port)
    {
        var isIPv6 = IPAddress.TryParse(host, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6;
        var authority = isIPv6 ? $"[{host}]" : host;
        return ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out _)
            && Uri.TryCreate($"https://{authority}:{port}/", UriKind.Absolute, out var server)
            ? server
            : throw new KubernetesConfigurationException($"{Host}='{host}' with {Port}='{port}' is not an address");
    }
}
