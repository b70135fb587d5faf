using Windsock.FlowCollector.Cluster;
using Windsock.FlowCollector.Cluster.Access;
using Windsock.Testing;

namespace Windsock.FlowCollector.Tests.Cluster;

/// <summary>Tokens and certificates from files, and access from inside a pod.</summary>
public sealed class CredentialTests : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly ManualTime _time = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_token_file_is_trimmed_and_read_again_after_a_minute_not_before()
    {
        var path = _folder.Write("token", " first \n");
        var source = new ConfiguredCredential(SecretText.File(path), null, null, _time);
        Assert.Equal("first", await TokenAsync(source));

        _folder.Write("token", "second\n");
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal("first", await TokenAsync(source));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("second", await TokenAsync(source));
    }

    [Fact]
    public async Task A_refused_token_is_read_again_at_once_and_a_late_refusal_of_an_older_one_is_ignored()
    {
        var path = _folder.Write("token", "first");
        var source = new ConfiguredCredential(SecretText.File(path), null, null, _time);
        var first = await source.GetAsync(CancellationToken.None);

        _folder.Write("token", "second");
        source.Reject(first);
        var second = await source.GetAsync(CancellationToken.None);
        _folder.Write("token", "third");
        source.Reject(first);

        Assert.Equal("second", second.Token);
        Assert.Same(second, await source.GetAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_token_file_that_is_empty_or_gone_keeps_the_old_token()
    {
        var path = _folder.Write("token", "good");
        var source = new ConfiguredCredential(SecretText.File(path), null, null, _time);
        await TokenAsync(source);

        _folder.Write("token", " \n");
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("good", await TokenAsync(source));
        File.Delete(path);
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("good", await TokenAsync(source));
    }

    [Fact]
    public async Task A_token_file_that_is_empty_from_the_start_is_an_error_that_names_it()
    {
        var path = _folder.Write("token", "\n");
        var failure = await Assert.ThrowsAsync<CredentialException>(() => TokenAsync(new ConfiguredCredential(SecretText.File(path), null, null, _time)));

        Assert.Contains(path, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_certificate_is_replaced_when_both_files_have_changed_and_kept_while_they_do_not_fit()
    {
        var authority = new SomeAuthority();
        using var first = authority.Sign("first");
        using var second = authority.Sign("second");
        var (certificate, key) = (_folder.Write("tls.crt", first.ExportCertificatePem()), _folder.Write("tls.key", first.GetECDsaPrivateKeyPem()));
        var source = new ConfiguredCredential(null, SecretText.File(certificate), SecretText.File(key), _time);
        var before = (await source.GetAsync(CancellationToken.None)).Certificate;
        Assert.Equal("CN=first", before!.Subject);

        _folder.Write("tls.crt", second.ExportCertificatePem());
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.Same(before, (await source.GetAsync(CancellationToken.None)).Certificate);
        _folder.Write("tls.key", second.GetECDsaPrivateKeyPem());
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("CN=second", (await source.GetAsync(CancellationToken.None)).Certificate!.Subject);
    }

    [Theory]
    [InlineData("10.96.0.1", "https://10.96.0.1/")]
    [InlineData("fd00:10:96::1", "https://[fd00:10:96::1]/")]
    [InlineData("kubernetes.default.svc", "https://kubernetes.default.svc/")]
    public async Task In_a_pod_the_address_comes_from_the_environment(string host, string server)
    {
        _folder.Write("token", "t");
        _folder.Write("ca.crt", new SomeAuthority().Pem);

        var access = InClusterAccess.Create(Environment(host, "443"), _folder.Path, _time);

        Assert.Equal(server, access.Server.AbsoluteUri);
        Assert.Equal("t", (await access.Credential.GetAsync(CancellationToken.None)).Token);
        Assert.NotNull(access.Roots);
    }

    [Theory]
    [InlineData(null, "443", true, "KUBERNETES_SERVICE_HOST is not set")]
    [InlineData("10.0.0.1", "", true, "KUBERNETES_SERVICE_PORT is not set")]
    [InlineData("10.0.0.1", "http", true, "KUBERNETES_SERVICE_PORT='http'")]
    [InlineData("10.0.0.1", "443", false, "automountServiceAccountToken")]
    public void Outside_of_a_pod_the_error_says_what_to_set(string? host, string port, bool hasToken, string problem)
    {
        if (hasToken)
        {
            _folder.Write("token", "t");
        }

        var failure = Assert.Throws<KubernetesConfigurationException>(() => InClusterAccess.Create(Environment(host, port), _folder.Path, _time));
        Assert.Contains(problem, failure.Message, StringComparison.Ordinal);
    }

    private static Func<string, string?> Environment(string? host, string port) => name => name == "KUBERNETES_SERVICE_HOST" ? host : port;

    private static async Task<string?> TokenAsync(ConfiguredCredential source) => (await source.GetAsync(CancellationToken.None)).Token;
}

internal static class CertificateText
{
    public static string GetECDsaPrivateKeyPem(this System.Security.Cryptography.X509Certificates.X509Certificate2 certificate)
    {
        using var key = System.Security.Cryptography.X509Certificates.ECDsaCertificateExtensions.GetECDsaPrivateKey(certificate)!;
        return key.ExportPkcs8PrivateKeyPem();
    }
}
