using Windsock.Testing;

namespace Windsock.EndToEnd.Tests.RealCluster;

/// <summary>What deploy/ ships, as a real kube-apiserver understands it. Types of Istio and fields newer than the server are not known
/// there.</summary>
public sealed class ManifestShapeTests(ApiServerCluster cluster) : IClassFixture<ApiServerCluster>
{
    [Fact]
    public async Task The_service_for_access_logs_is_one_that_the_API_server_accepts()
    {
        Assert.SkipUnless(ApiServerCluster.IsInstalled, "absent: kube-apiserver and etcd (make kube-apiserver installs them)");
        await cluster.ReplaceAsync("api/v1/namespaces", "windsock", """{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"windsock"}}""");
        var manifest = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "deploy", "daemonset", "overlays", "istio", "service.yaml"), TestContext.Current.CancellationToken);

        using var service = await cluster.SendAsync(HttpMethod.Post, "api/v1/namespaces/windsock/services?dryRun=All", manifest, "application/yaml");

        var port = service.RootElement.GetProperty("spec").GetProperty("ports")[0];
        Assert.Equal(("grpc-calls", 9466, "grpc-calls"), (port.GetProperty("name").GetString(), port.GetProperty("port").GetInt32(), port.GetProperty("targetPort").GetString()));
        Assert.Equal("windsock", service.RootElement.GetProperty("spec").GetProperty("selector").GetProperty("app.kubernetes.io/name").GetString());
    }
}
