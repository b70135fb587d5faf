using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Windsock.EndToEnd.Tests.RealCluster;

/// <summary>A real kube-apiserver with a real etcd, in a folder and on ports of its own. There is no kubelet and no controller: tests
/// write what those would write. Started as eng/real-parts/README.md says.</summary>
public class ApiServerCluster : IAsyncLifetime
{
    public const string AgentToken = "agent-token";
    public const string AdminToken = "admin-token";

    private readonly string _folder = Directory.CreateTempSubdirectory("windsock-cluster-").FullName;
    private readonly int _etcdPort = FreePort.Next();
    private readonly int _peerPort = FreePort.Next();
    private readonly HttpClient _plain = new();
    private HttpClient? _admin;
    private ServerProcess? _etcd;
    private ServerProcess? _apiServer;

    public static bool IsInstalled => RealParts.Find("ETCD") is not null && RealParts.Find("KUBE_APISERVER") is not null;

    public int Port { get; } = FreePort.Next();

    public string CertificatePath => Path.Combine(_folder, "certificates", "apiserver.crt");

    public string Folder => _folder;

    /// <summary>One JSON object per line for each request of a service account, written before it is answered or when it ends.</summary>
    public string AuditLogPath => Path.Combine(_folder, "audit.log");

    /// <summary>Which requests are written down.</summary>
    protected virtual string AuditPolicy => """
        apiVersion: audit.k8s.io/v1
        kind: Policy
        omitStages: [RequestReceived]
        rules:
          - { level: Metadata, userGroups: ["system:serviceaccounts"] }
          - { level: None }
        """;

    /// <summary>Of the API server, beside those that all need.</summary>
    protected virtual IReadOnlyList<string> FurtherFlags => [];

    public virtual async ValueTask InitializeAsync()
    {
        if (!IsInstalled)
        {
            return;
        }

        using (var key = RSA.Create(2048))
        {
            await File.WriteAllTextAsync(Path.Combine(_folder, "service-account.key"), key.ExportRSAPrivateKeyPem());
        }

        await File.WriteAllTextAsync(Path.Combine(_folder, "tokens.csv"), $"{AdminToken},admin,admin,\"system:masters\"\n{AgentToken},agent,agent\n");
        await File.WriteAllTextAsync(Path.Combine(_folder, "audit-policy.yaml"), AuditPolicy);
        var (client, peer) = ($"http://127.0.0.1:{_etcdPort}", $"http://127.0.0.1:{_peerPort}");
        _etcd = ServerProcess.Start(
            RealParts.Find("ETCD")!, Path.Combine(_folder, "etcd.log"), "--data-dir", Path.Combine(_folder, "etcd"), "--listen-client-urls", client,
            "--advertise-client-urls", client, "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer, "--initial-cluster", $"default={peer}");
        await _etcd.ReadyAsync(() => AnswersAsync(_plain, new Uri(client + "/health")));
        await StartApiServerAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in new[] { _apiServer, _etcd })
        {
            if (server is not null)
            {
                await server.DisposeAsync();
            }
        }

        _admin?.Dispose();
        _plain.Dispose();
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Stops the API server the polite way and starts it again on the same port.</summary>
    public async Task RestartAsync()
    {
        await _apiServer!.DisposeAsync();
        await StartApiServerAsync();
    }

    /// <summary>Makes etcd forget all history up to now, and the API server with it: its watch cache begins anew.</summary>
    public async Task ForgetHistoryAsync()
    {
        // The JSON gateway of etcd; the version prefix depends on its age.
        var prefix = "v3";
        var range = await PostEtcdAsync(prefix, "kv/range", """{"key":"AA==","limit":1}""");
        if (range is null)
        {
            prefix = "v3beta";
            range = await PostEtcdAsync(prefix, "kv/range", """{"key":"AA==","limit":1}""");
        }

        var revision = range?["header"]?["revision"]?.GetValue<string>() ?? throw new InvalidOperationException("etcd tells no revision");
        _ = await PostEtcdAsync(prefix, "kv/compaction", $$"""{"revision":"{{revision}}","physical":true}""") ?? throw new InvalidOperationException("etcd did not compact");
        await RestartAsync();
    }

    /// <summary>Sends as the administrator.</summary>
    public async Task<JsonDocument> SendAsync(HttpMethod method, string path, string? body = null, string type = "application/json", bool mayBeAbsent = false)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, MediaTypeHeaderValue.Parse(type));
        }

        using var response = await _admin!.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        if (mayBeAbsent && response.StatusCode == System.Net.HttpStatusCode.NotFound && response.Content.Headers.ContentType?.MediaType != "application/json")
        {
            // Of a path that it does not serve at all, the server says so in plain text.
            return JsonDocument.Parse("""{"kind":"Status","code":404}""");
        }

        return response.IsSuccessStatusCode || (mayBeAbsent && response.StatusCode == System.Net.HttpStatusCode.NotFound)
            ? JsonDocument.Parse(text)
            : throw new InvalidOperationException($"{method} {path}: {(int)response.StatusCode} {text}");
    }

    /// <summary>Creates an object anew, in place of one of that name if there is one.</summary>
    public async Task ReplaceAsync(string path, string name, string body)
    {
        using var gone = await SendAsync(HttpMethod.Delete, $"{path}/{name}", mayBeAbsent: true);
        using var created = await SendAsync(HttpMethod.Post, path, body);
    }

    /// <summary>A kubeconfig with a token.</summary>
    /// <param name="port">Where the agent is to find the API server.</param>
    /// <param name="token">Whose rights it has; the default is the user <c>agent</c>.</param>
    /// <returns>Its path.</returns>
    public string WriteKubeconfig(int port, string token = AgentToken)
    {
        var kubeconfig = Path.Combine(_folder, $"kubeconfig-{port}-{token.GetHashCode(StringComparison.Ordinal):x}.yaml");
        File.WriteAllText(kubeconfig, $$"""
            apiVersion: v1
            kind: Config
            current-context: test
            contexts:
              - name: test
                context: { cluster: real, user: agent }
            clusters:
              - name: real
                cluster: { server: "https://127.0.0.1:{{port}}", certificate-authority: certificates/apiserver.crt }
            users:
              - name: agent
                user: { token: {{token}} }
            """);
        return kubeconfig;
    }

    /// <summary>Speaks with the API server and trusts its certificate alone.</summary>
    /// <param name="token">As whom.</param>
    public HttpClient CreateClient(string token)
    {
        var trusted = X509Certificate2.CreateFromPem(File.ReadAllText(CertificatePath));
        var client = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
            SslOptions = { RemoteCertificateValidationCallback = (_, server, _, _) => server is X509Certificate2 shown && shown.RawData.AsSpan().SequenceEqual(trusted.RawData) },
        })
        { BaseAddress = new Uri($"https://127.0.0.1:{Port}/"), Timeout = TimeSpan.FromSeconds(30) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    private async Task StartApiServerAsync()
    {
        var key = Path.Combine(_folder, "service-account.key");
        _apiServer = ServerProcess.Start(RealParts.Find("KUBE_APISERVER")!, Path.Combine(_folder, "kube-apiserver.log"),
        [
            $"--etcd-servers=http://127.0.0.1:{_etcdPort}",
            "--bind-address=127.0.0.1", $"--secure-port={Port}", "--advertise-address=127.0.0.1", $"--cert-dir={Path.Combine(_folder, "certificates")}",
            "--endpoint-reconciler-type=none", "--service-cluster-ip-range=10.96.0.0/16", "--service-account-issuer=https://kubernetes.default.svc",
            $"--service-account-key-file={key}", $"--service-account-signing-key-file={key}", $"--token-auth-file={Path.Combine(_folder, "tokens.csv")}",
            "--authorization-mode=RBAC", "--disable-admission-plugins=ServiceAccount",
            $"--audit-policy-file={Path.Combine(_folder, "audit-policy.yaml")}", $"--audit-log-path={AuditLogPath}",
            .. FurtherFlags,
        ]);
        await _apiServer.ReadyAsync(async () =>
        {
            if (_admin is null && File.Exists(CertificatePath))
            {
                _admin = CreateClient(AdminToken);
            }

            return _admin is not null && await AnswersAsync(_admin, new Uri("readyz", UriKind.Relative)) && await AnswersAsync(_admin, new Uri("api/v1/namespaces/default", UriKind.Relative));
        });
    }

    private async Task<JsonNode?> PostEtcdAsync(string prefix, string call, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _plain.PostAsync(new Uri($"http://127.0.0.1:{_etcdPort}/{prefix}/{call}"), content);
        return response.IsSuccessStatusCode ? JsonNode.Parse(await response.Content.ReadAsStringAsync()) : null;
    }

    private static async Task<bool> AnswersAsync(HttpClient client, Uri address)
    {
        try
        {
            using var response = await client.GetAsync(address);
            return response.IsSuccessStatusCode;
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }
}
