using System.Text;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Windsock.FlowCollector.Cluster.Access;

/// <summary>Access as a kubeconfig's current-context describes it. The file is read once, at start; the files it names are read
/// again as they rotate.</summary>
internal static class KubeconfigAccess
{
    /// <exception cref="KubernetesConfigurationException">The file, or something in it, cannot be used.</exception>
    public static ApiAccess Create(string path, TimeProvider time)
    {
        var root = Load(path);
        var contextName = root.Text("current-context");
        if (contextName.Length == 0)
        {
            throw root.Error("current-context", "is not set: choose one with kubectl config use-context NAME");
        }

        var context = root.Named("contexts", contextName, "context");
        var cluster = root.Named("clusters", context.Text("cluster"), "cluster");
        var folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/";
        var access = new ApiAccess(Server(cluster), Roots(cluster, folder), ConfiguredNothing(time))
        {
            ServerName = cluster.Text("tls-server-name"),
            SkipsVerification = cluster.Flag("insecure-skip-tls-verify"),
            Proxy = Proxy(cluster),
        };
        var user = context.Text("user");
        return user.Length == 0 ? access : access with { Credential = Credential(root.Named("users", user, "user"), access, cluster, folder, time) };
    }

    private static ConfiguredCredential ConfiguredNothing(TimeProvider time) => new(null, null, null, time);

    private static YamlSection Load(string path)
    {
        try
        {
            using var text = new StreamReader(path, Encoding.UTF8);
            var yaml = new YamlStream();
            yaml.Load(text);
            return yaml.Documents is [{ RootNode: YamlMappingNode root }, ..]
                ? YamlSection.Root(root, path)
                : throw new KubernetesConfigurationException($"Kubeconfig '{path}' is empty or no kubeconfig");
        }
        catch (YamlException failure)
        {
            // The exception's text may quote the line, and the line may be a secret.
            throw new KubernetesConfigurationException(
                $"Kubeconfig '{path}' is not valid YAML at line {failure.Start.Line}, column {failure.Start.Column}");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new KubernetesConfigurationException($"kubernetes.kubeconfig '{path}' cannot be read: {failure.Message}", failure);
        }
    }

    private static Uri Server(YamlSection cluster)
    {
        var text = cluster.Text("server");
        return Uri.TryCreate(text.EndsWith('/') ? text : text + "/", UriKind.Absolute, out var server) && server.Scheme is "http" or "https"
            ? server
            : throw cluster.Error("server", $"is '{text}', but must be a URL with http:// or https://");
    }

    private static Uri? Proxy(YamlSection cluster)
    {
        var text = cluster.Text("proxy-url");
        return text.Length == 0 ? null
            : Uri.TryCreate(text, UriKind.Absolute, out var proxy) && proxy.Scheme is "http" or "https" or "socks5" ? proxy
            : throw cluster.Error("proxy-url", "must be a URL with http://, https:// or socks5://");
    }

    private static TrustedRoots? Roots(YamlSection cluster, string folder)
    {
        if (Secret(cluster, "certificate-authority", folder) is not { } bundle)
        {
            return null;
        }

        if (cluster.Flag("insecure-skip-tls-verify"))
        {
            throw cluster.Error("insecure-skip-tls-verify", "must not be true where a certificate authority is given: remove one of the two");
        }

        var roots = new TrustedRoots(bundle);
        try
        {
            roots.Read();
        }
        catch (CredentialException failure)
        {
            throw cluster.Error("certificate-authority", $"cannot be used: {failure.Message}");
        }

        return roots;
    }

    private static ICredentialSource Credential(YamlSection user, ApiAccess access, YamlSection cluster, string folder, TimeProvider time)
    {
        if (user.Has("auth-provider"))
        {
            throw user.Error("auth-provider", "is not supported (Kubernetes removed it in 1.26): use exec, token, tokenFile or a client certificate");
        }

        if (user.Has("as"))
        {
            throw user.Error("as", "(impersonation) is not supported: use a credential of the agent's own");
        }

        var token = user.Text("tokenFile") is { Length: > 0 } file ? SecretText.File(Path.Combine(folder, file))
            : user.Text("token") is { Length: > 0 } text ? SecretText.Inline(text, $"{user.Path}.token")
            : null;
        var certificate = Secret(user, "client-certificate", folder);
        var key = Secret(user, "client-key", folder);
        if (certificate is null != key is null)
        {
            throw user.Error(certificate is null ? "client-certificate" : "client-key", "is missing: certificate and key belong together");
        }

        var exec = user.Section("exec");
        if (exec.Exists && token is null && certificate is null)
        {
            return new ExecCredentialSource(ExecPlugin.Configure(exec, access, cluster, folder), time);
        }

        if (token is null && certificate is null && user.Has("username"))
        {
            throw user.Error("username", "is not supported (Kubernetes removed it in 1.19): use exec, token, tokenFile or a client certificate");
        }

        return new ConfiguredCredential(token, certificate, key, time);
    }

    /// <summary>A file under <paramref name="key"/>, or base64 under the same with <c>-data</c>, which comes first.</summary>
    private static SecretText? Secret(YamlSection section, string key, string folder)
    {
        var encoded = section.Text(key + "-data");
        if (encoded.Length > 0)
        {
            var bytes = new byte[encoded.Length];
            return Convert.TryFromBase64String(encoded, bytes, out var length)
                ? SecretText.Inline(Encoding.UTF8.GetString(bytes, 0, length), $"{section.Path}.{key}-data")
                : throw section.Error(key + "-data", "is not base64");
        }

        var path = section.Text(key);
        return path.Length == 0 ? null : SecretText.File(Path.Combine(folder, path));
    }
}
