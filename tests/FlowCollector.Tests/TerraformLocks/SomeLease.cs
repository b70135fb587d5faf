namespace Windsock.FlowCollector.Tests.TerraformLocks;

/// <summary>Leases as terraform 1.11.4 leaves them behind.</summary>
internal static class SomeLease
{
    public const string Info =
        """{"ID":"892d2bbf-f031-6bc7-74d0-2d62cd8cfa6e","Operation":"OperationTypeApply","Info":"","Who":"root@apply-x7k2p","Version":"1.11.4","Created":"2026-12-01T03:21:52.103539556Z","Path":""}""";

    public static string Held(string version = "208", string info = Info, string name = "lock-tfstate-default-network", string holder = "892d2bbf-f031-6bc7-74d0-2d62cd8cfa6e") => $$$$"""
        {"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"annotations":{"app.terraform.io/lock-info":{{{{System.Text.Json.JsonSerializer.Serialize(info)}}}}},
        "creationTimestamp":"2026-12-01T03:21:31Z","labels":{"app.kubernetes.io/managed-by":"terraform","tfstate":"true","tfstateSecretSuffix":"network","tfstateWorkspace":"default"},
        "managedFields":[{"manager":"HashiCorp","operation":"Update","apiVersion":"coordination.k8s.io/v1","fieldsV1":{"f:spec":{"f:holderIdentity":{} } } }],
        "name":"{{{{name}}}}","namespace":"airflow","resourceVersion":"{{{{version}}}}","uid":"uid-{{{{name}}}}"},"spec":{"holderIdentity":"{{{{holder}}}}"}}
        """.ReplaceLineEndings("");

    public static string Free(string version, string name = "lock-tfstate-default-network") => $$$$"""
        {"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"creationTimestamp":"2026-12-01T03:21:31Z",
        "labels":{"app.kubernetes.io/managed-by":"terraform","tfstate":"true","tfstateSecretSuffix":"network","tfstateWorkspace":"default"},
        "name":"{{{{name}}}}","namespace":"airflow","resourceVersion":"{{{{version}}}}","uid":"uid-{{{{name}}}}"},"spec":{}}
        """.ReplaceLineEndings("");
}
