using System.Net;
using System.Text.Json.Nodes;

namespace Windsock.EndToEnd.Tests.Platform;

/// <summary>Asks the API server what Terraform's Kubernetes backend asks, in its order: the Lease is read and then written, to take the lock and
/// to give it back; a run that finds it taken writes nothing.</summary>
internal sealed class TerraformRun(TaskPod pod, string suffix)
{
    public const string UserAgent = "HashiCorp/1.0 Terraform/1.11.4";

    private const string Leases = "apis/coordination.k8s.io/v1/namespaces/airflow/leases";
    private const string Secrets = "api/v1/namespaces/airflow/secrets";

    private readonly string _id = Guid.NewGuid().ToString();

    private string LeaseName => $"lock-tfstate-default-{suffix}";

    private string Labels => $$"""{"tfstate":"true","tfstateSecretSuffix":"{{suffix}}","tfstateWorkspace":"default","app.kubernetes.io/managed-by":"terraform"}""";

    /// <summary>False: another holds it.</summary>
    public async Task<bool> LockAsync()
    {
        var (code, lease) = await pod.AskAsync(HttpMethod.Get, $"{Leases}/{LeaseName}");
        var annotation = new JsonObject
        {
            ["ID"] = _id,
            ["Operation"] = "OperationTypeApply",
            ["Info"] = "",
            ["Who"] = $"airflow@{pod.Name}",
            ["Version"] = "1.11.4",
            ["Created"] = TimeProvider.System.GetUtcNow().ToString("o"),
            ["Path"] = "",
        };
        if (code == HttpStatusCode.NotFound)
        {
            var body = new JsonObject
            {
                ["metadata"] = new JsonObject
                {
                    ["name"] = LeaseName,
                    ["labels"] = JsonNode.Parse(Labels),
                    ["annotations"] = new JsonObject { ["app.terraform.io/lock-info"] = annotation.ToJsonString() },
                },
                ["spec"] = new JsonObject { ["holderIdentity"] = _id },
            };
            Assert.Equal(HttpStatusCode.Created, await pod.SendAsync(HttpMethod.Post, Leases, body.ToJsonString()));
            return true;
        }

        Assert.Equal(HttpStatusCode.OK, code);
        if (lease["spec"]!["holderIdentity"] is not null)
        {
            return false;
        }

        lease["spec"]!["holderIdentity"] = _id;
        lease["metadata"]!["annotations"] = new JsonObject { ["app.terraform.io/lock-info"] = annotation.ToJsonString() };
        Assert.Equal(HttpStatusCode.OK, await pod.SendAsync(HttpMethod.Put, $"{Leases}/{LeaseName}", lease.ToJsonString()));
        return true;
    }

    public async Task UnlockAsync()
    {
        var (_, lease) = await pod.AskAsync(HttpMethod.Get, $"{Leases}/{LeaseName}");
        Assert.Equal(_id, lease["spec"]!["holderIdentity"]!.GetValue<string>());
        lease["spec"]!.AsObject().Remove("holderIdentity");
        lease["metadata"]!.AsObject().Remove("annotations");
        Assert.Equal(HttpStatusCode.OK, await pod.SendAsync(HttpMethod.Put, $"{Leases}/{LeaseName}", lease.ToJsonString()));
    }

    /// <summary>Lists the workspaces, reads the state and writes it anew.</summary>
    public async Task ApplyAsync()
    {
        Assert.Equal(HttpStatusCode.OK, await pod.SendAsync(HttpMethod.Get, $"{Secrets}?labelSelector=tfstate%3Dtrue"));
        var (code, secret) = await pod.AskAsync(HttpMethod.Get, $"{Secrets}/tfstate-default-{suffix}");
        if (code == HttpStatusCode.NotFound)
        {
            Assert.Equal(HttpStatusCode.Created, await pod.SendAsync(HttpMethod.Post, Secrets, $$$"""{"metadata":{"name":"tfstate-default-{{{suffix}}}","labels":{{{Labels}}} },"data":{"tfstate":"H4sI"}}"""));
            return;
        }

        secret["data"] = new JsonObject { ["tfstate"] = "H4sIAAAA" };
        Assert.Equal(HttpStatusCode.OK, await pod.SendAsync(HttpMethod.Put, $"{Secrets}/tfstate-default-{suffix}", secret.ToJsonString()));
    }
}
