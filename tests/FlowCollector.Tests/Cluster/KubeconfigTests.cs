using System.Text;
using System.Text.Json;
using Windsock.FlowCollector.Cluster;
using Windsock.FlowCollector.Cluster.Access;
using Windsock.Testing;

namespace Windsock.FlowCollector.Tests.Cluster;

public sealed class KubeconfigTests : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly ManualTime _time = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_current_context_decides_and_inline_data_is_decoded()
    {
        var authority = new SomeAuthority();
        var path = _folder.Write("config", $$"""
            apiVersion: v1
            kind: Config
            current-context: two
            preferences: {}
            clusters:
              - { name: one, cluster: { server: "https://one.example" } }
              - name: two
                cluster:
                  server: https://two.example:6443/prefix
                  tls-server-name: api.internal
                  proxy-url: http://127.0.0.1:3128
                  certificate-authority-data: {{Convert.ToBase64String(Encoding.UTF8.GetBytes(authority.Pem))}}
            contexts:
              - { name: one, context: { cluster: one, user: other } }
              - { name: two, context: { cluster: two, user: me, namespace: x } }
            users:
              - { name: me, user: { token: abc } }
            """);

        var access = KubeconfigAccess.Create(path, _time);

        Assert.Equal("https://two.example:6443/prefix/", access.Server.AbsoluteUri);
        Assert.Equal(("api.internal", "http://127.0.0.1:3128/", false), (access.ServerName, access.Proxy!.AbsoluteUri, access.SkipsVerification));
        Assert.Single(access.Roots!.Read());
        Assert.Equal("abc", (await access.Credential.GetAsync(CancellationToken.None)).Token);
    }

    [Fact]
    public async Task Paths_are_relative_to_the_file_and_a_token_file_is_read_again()
    {
        _folder.Write("token", "one");
        _folder.Write("ca.pem", new SomeAuthority().Pem);
        var access = Read("certificate-authority: ca.pem", "tokenFile: token");
        Assert.Equal("one", (await access.Credential.GetAsync(CancellationToken.None)).Token);

        _folder.Write("token", "two");
        _time.Advance(TimeSpan.FromSeconds(61));

        Assert.Equal("two", (await access.Credential.GetAsync(CancellationToken.None)).Token);
        Assert.NotNull(access.Roots);
    }

    [Fact]
    public async Task A_user_without_a_credential_is_anonymous()
    {
        Assert.Equal(ApiCredential.Anonymous, await Read("", "{}").Credential.GetAsync(CancellationToken.None));
    }

    [Theory]
    [InlineData("server: example.com", "token: t", "clusters[c].cluster.server is 'example.com', but must be a URL with http:// or https://")]
    [InlineData("certificate-authority: nowhere.pem", "token: t", "clusters[c].cluster.certificate-authority cannot be used: file ")]
    [InlineData("certificate-authority-data: '%%'", "token: t", "clusters[c].cluster.certificate-authority-data is not base64")]
    [InlineData("certificate-authority-data: aGVsbG8=", "token: t", "holds no certificate")]
    [InlineData("insecure-skip-tls-verify: maybe", "token: t", "clusters[c].cluster.insecure-skip-tls-verify must be true or false")]
    [InlineData("", "client-certificate: a.pem", "users[u].user.client-key is missing")]
    [InlineData("", "username: u", "users[u].user.username is not supported")]
    [InlineData("", "auth-provider: {name: gcp}", "users[u].user.auth-provider is not supported")]
    [InlineData("", "as: admin", "users[u].user.as (impersonation) is not supported")]
    [InlineData("", "token: [a]", "users[u].user.token must be a text")]
    [InlineData("", "exec: {apiVersion: client.authentication.k8s.io/v1alpha1, command: x}", "users[u].user.exec.apiVersion is 'client.authentication.k8s.io/v1alpha1'")]
    [InlineData("", "exec: {apiVersion: client.authentication.k8s.io/v1, command: x, interactiveMode: Always}", "users[u].user.exec.interactiveMode is 'Always'")]
    [InlineData("", "exec: {apiVersion: client.authentication.k8s.io/v1, command: x}", "users[u].user.exec.interactiveMode is ''")]
    [InlineData("", "exec: {apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never}", "users[u].user.exec.command is missing")]
    public void A_mistake_is_named_with_file_place_and_mend(string cluster, string user, string problem)
    {
        var failure = Assert.Throws<KubernetesConfigurationException>(() => Read(cluster, user));

        Assert.Contains(problem, failure.Message, StringComparison.Ordinal);
        Assert.Contains(_folder.Path, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "is empty or no kubeconfig")]
    [InlineData("- a", "is empty or no kubeconfig")]
    [InlineData("a: 'b", "is not valid YAML at line 1")]
    [InlineData("token: {s3cret: [", "is not valid YAML at line")]
    [InlineData("kind: Config", "current-context is not set")]
    [InlineData("current-context: x", "has no element 'x' in 'contexts'")]
    [InlineData("{current-context: x, contexts: 5}", "contexts must be a list")]
    [InlineData("{current-context: x, contexts: [5]}", "contexts[0] must be a section")]
    [InlineData("{current-context: x, contexts: [{name: x, context: {cluster: y}}]}", "has no element 'y' in 'clusters'")]
    public void A_file_that_is_no_kubeconfig_is_refused(string text, string problem)
    {
        var failure = Assert.Throws<KubernetesConfigurationException>(() => KubeconfigAccess.Create(_folder.Write("config", text), _time));

        Assert.Contains(problem, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named() => Assert.Contains(
        "kubernetes.kubeconfig '/nowhere/config' cannot be read",
        Assert.Throws<KubernetesConfigurationException>(() => KubeconfigAccess.Create("/nowhere/config", _time)).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_plugin_gets_its_arguments_environment_and_the_cluster_and_runs_again_when_its_token_expires()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the plugin is a shell script");
        _folder.Write("plugin.sh", """
            #!/bin/sh
            n=$(cat "$(dirname "$0")/count" 2>/dev/null || echo 0); n=$((n + 1)); echo $n > "$(dirname "$0")/count"
            printf '%s' "$KUBERNETES_EXEC_INFO" > "$(dirname "$0")/request.json"
            echo "{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1\",\"status\":{\"token\":\"$1-$WHO-$n\",\"expirationTimestamp\":\"2026-03-01T12:10:00Z\"}}"
            """, isExecutable: true);
        var access = Read("tls-server-name: api", """
            exec:
                    apiVersion: client.authentication.k8s.io/v1
                    command: ./plugin.sh
                    args: [hello]
                    env: [{name: WHO, value: me}]
                    provideClusterInfo: true
                    interactiveMode: IfAvailable
            """);

        Assert.Equal("hello-me-1", await TokenAsync(access));
        _time.Advance(TimeSpan.FromMinutes(9));
        Assert.Equal("hello-me-1", await TokenAsync(access));
        _time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal("hello-me-2", await TokenAsync(access));

        using var request = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(_folder.Path, "request.json"), TestContext.Current.CancellationToken));
        var spec = request.RootElement.GetProperty("spec");
        Assert.Equal("https://c.example", spec.GetProperty("cluster").GetProperty("server").GetString());
        Assert.Equal("api", spec.GetProperty("cluster").GetProperty("tls-server-name").GetString());
        Assert.False(spec.GetProperty("interactive").GetBoolean());
    }

    [Fact]
    public async Task A_refused_token_of_a_plugin_makes_it_run_again_and_many_askers_make_it_run_once()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the plugin is a shell script");
        _folder.Write("plugin.sh", """
            #!/bin/sh
            echo x >> "$(dirname "$0")/runs"
            echo "{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1beta1\",\"status\":{\"token\":\"$(wc -l < "$(dirname "$0")/runs" | tr -d ' ')\"}}"
            """, isExecutable: true);
        var access = Read("", "exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: ./plugin.sh}");

        var all = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => access.Credential.GetAsync(CancellationToken.None).AsTask()));
        Assert.All(all, credential => Assert.Equal("1", credential.Token));
        access.Credential.Reject(all[0]);

        Assert.Equal("2", await TokenAsync(access));
    }

    [Theory]
    [InlineData("exit 3", "ended with exit code 3")]
    [InlineData("echo please log in >&2; exit 1", "please log in")]
    [InlineData("echo s3cret", "did not answer in JSON")]
    [InlineData("echo '{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1beta1\",\"status\":{\"token\":\"s3cret\"}}'", "not ExecCredential of 'client.authentication.k8s.io/v1'")]
    [InlineData("echo '{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1\",\"status\":{}}'", "neither a token nor a client certificate")]
    [InlineData("head -c 2000000 /dev/zero", "wrote more than 1048576 bytes")]
    public async Task A_plugin_that_fails_is_named_and_its_answer_is_not_shown(string script, string problem)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the plugin is a shell script");
        _folder.Write("plugin.sh", "#!/bin/sh\n" + script + "\n", isExecutable: true);
        var access = Read("", "exec: {apiVersion: client.authentication.k8s.io/v1, command: ./plugin.sh, interactiveMode: Never}");

        var failure = await Assert.ThrowsAsync<CredentialException>(() => TokenAsync(access));

        Assert.Contains("plugin.sh", failure.Message, StringComparison.Ordinal);
        Assert.Contains(problem, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plugin_that_is_not_installed_is_named_with_the_hint_of_the_kubeconfig()
    {
        var access = Read("", "exec: {apiVersion: client.authentication.k8s.io/v1, command: no-such-plugin, interactiveMode: Never, installHint: Get it from the wiki.}");

        var failure = await Assert.ThrowsAsync<CredentialException>(() => TokenAsync(access));

        Assert.Contains("'no-such-plugin' cannot be started", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Get it from the wiki.", failure.Message, StringComparison.Ordinal);
    }

    private static async Task<string?> TokenAsync(ApiAccess access) => (await access.Credential.GetAsync(CancellationToken.None)).Token;

    private ApiAccess Read(string cluster, string user)
    {
        var server = cluster.StartsWith("server:", StringComparison.Ordinal) ? "" : "server: https://c.example";
        return KubeconfigAccess.Create(_folder.Write("config", $$"""
            current-context: x
            contexts: [{name: x, context: {cluster: c, user: u} }]
            clusters:
              - name: c
                cluster:
                  {{server}}
                  {{cluster}}
            users:
              - name: u
                user:
                  {{user}}
            """), _time);
    }
}
