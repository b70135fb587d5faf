namespace Windsock.FlowCollector.Tests.Crossplane;

/// <summary>What an API server with Crossplane says, with nothing special about it.</summary>
internal static class CrossplaneJson
{
    public const string Claims = "/apis/db.example.org/v1/postgresqlinstances";
    public const string Composites = "/apis/db.example.org/v1/xpostgresqlinstances";
    public const string Instances = "/apis/rds.aws.upbound.io/v1beta1/instances";
    public const string Definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

    public static string Discovery(params string[] groups) =>
        $"{{\"kind\":\"APIGroupDiscoveryList\",\"apiVersion\":\"apidiscovery.k8s.io/v2\",\"metadata\":{{}},\"items\":[{string.Join(',', groups)}]}}";

    public static string Group(string name, string version, string freshness, params string[] types) =>
        $"{{\"metadata\":{{\"name\":\"{name}\",\"creationTimestamp\":null}},\"versions\":[{{\"version\":\"{version}\",\"resources\":[{string.Join(',', types)}],\"freshness\":\"{freshness}\"}}]}}";

    public static string Type(string resource, string kind, params string[] categories) =>
        $"{{\"resource\":\"{resource}\",\"responseKind\":{{\"group\":\"\",\"version\":\"\",\"kind\":\"{kind}\"}},\"scope\":\"Cluster\",\"singularResource\":\"x\",\"verbs\":[\"delete\",\"get\",\"list\",\"watch\"],\"categories\":[{Texts(categories)}],\"subresources\":[{{\"subresource\":\"status\",\"responseKind\":{{\"kind\":\"{kind}\"}},\"verbs\":[\"get\"]}}]}}";

    public static string Database { get; } = Group(
        "db.example.org", "v1", "Current", Type("postgresqlinstances", "PostgreSQLInstance", "claim"), Type("xpostgresqlinstances", "XPostgreSQLInstance", "composite"));

    public static string Provider { get; } = Group(
        "rds.aws.upbound.io", "v1beta1", "Current", Type("instances", "Instance", "crossplane", "managed", "aws"), Type("clusters", "Cluster", "crossplane", "managed", "aws"));

    public static string Core { get; } = Group("apps", "v1", "Current", Type("deployments", "Deployment", "all"));

    public static string Claim(string name, string uid, string version, string more = "") =>
        $"{{\"metadata\":{{\"name\":\"{name}\",\"namespace\":\"airflow\",\"uid\":\"{uid}\",\"resourceVersion\":\"{version}\",\"creationTimestamp\":\"2026-03-01T11:00:00Z\"}}{more}}}";

    public static string Composite(string name, string uid, string version, string parts = "") =>
        $"{{\"metadata\":{{\"name\":\"{name}\",\"uid\":\"{uid}\",\"resourceVersion\":\"{version}\"}},\"spec\":{{\"claimRef\":{{\"apiVersion\":\"db.example.org/v1\",\"kind\":\"PostgreSQLInstance\",\"namespace\":\"airflow\",\"name\":\"db-1\"}},\"resourceRefs\":[{parts}]}}}}";

    public static string Part(string apiVersion, string kind) => $"{{\"apiVersion\":\"{apiVersion}\",\"kind\":\"{kind}\",\"name\":\"x\"}}";

    public static string Definition(string name, string version) =>
        $"{{\"kind\":\"PartialObjectMetadata\",\"metadata\":{{\"name\":\"{name}\",\"uid\":\"crd-{name}\",\"resourceVersion\":\"{version}\"}}}}";

    private static string Texts(string[] texts) => string.Join(',', texts.Select(text => $"\"{text}\""));
}
