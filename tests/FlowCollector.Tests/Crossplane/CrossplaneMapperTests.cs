using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Windsock.FlowCollector.Cluster.Json;
using Windsock.FlowCollector.Crossplane;
using Windsock.FlowCollector.Crossplane.Discovery;
using Windsock.FlowCollector.Crossplane.Reading;
using Windsock.Model.Flows;
using Windsock.Model.Platform;

namespace Windsock.FlowCollector.Tests.Crossplane;

/// <summary>What is kept of a claim, a composite and a managed resource.</summary>
public sealed class CrossplaneMapperTests
{
    private const string Whole = """
        {"apiVersion":"db.example.org/v1","kind":"XPostgreSQLInstance",
        "metadata":{"name":"db-1-x7k","uid":"x1","resourceVersion":"42","creationTimestamp":"2026-03-01T11:00:00Z","deletionTimestamp":"2026-03-01T12:00:00Z",
        "labels":{"crossplane.io/claim-name":"db-1","crossplane.io/claim-namespace":"airflow","crossplane.io/composite":"db-1-x7k","team":"x"},
        "annotations":{"crossplane.io/paused":"true","windsock.io/dag-id":"etl","windsock.io/task-id":"provision","windsock.io/run-id":"manual__2026-03-01T00:00:00+00:00","dag-id":"bare","other.io/notes":"x"},
        "ownerReferences":[{"apiVersion":"v1","kind":"ConfigMap","name":"o","uid":"o1"},{"apiVersion":"db.example.org/v1","kind":"XParent","name":"p","uid":"p1","controller":true}],
        "managedFields":[{"manager":"apiextensions.crossplane.io/composite","operation":"Apply","time":"2026-03-01T11:00:05Z","fieldsV1":{"f:spec":{}}},{"manager":"OpenAPI-Generator","operation":"Update","time":"2026-03-01T11:00:00Z"}]},
        "spec":{"parameters":{"storageGB":20,"claimRef":{"name":"not this"}},"claimRef":{"apiVersion":"db.example.org/v1","kind":"PostgreSQLInstance","namespace":"airflow","name":"db-1"},
        "resourceRefs":[{"apiVersion":"rds.aws.upbound.io/v1beta1","kind":"Instance","name":"a"},{"apiVersion":"rds.aws.upbound.io/v1beta1","kind":"Instance","name":"b"},{"apiVersion":"v1","kind":"Secret","name":"s"}],
        "crossplane":{"resourceRefs":[{"apiVersion":"s3.aws.m.upbound.io/v1beta1","kind":"Bucket"}],"compositionRef":{"name":"x"}}},
        "status":{"conditions":[{"type":"Synced","status":"False","reason":"ReconcileError","message":"cannot\ncompose","lastTransitionTime":"2026-03-01T11:00:09Z","observedGeneration":3},{"type":"Ready","status":"False","reason":"Creating"}],"atProvider":{"huge":[1,2,3]}}}
        """;

    [Fact]
    public void A_composite_is_read_with_its_chain_its_conditions_and_its_marks()
    {
        var mapped = Map(Whole, ResourceRole.Composite)!;
        var resource = mapped.State.Resource;

        Assert.Equal(("x1", "", "db-1-x7k", "42"), (mapped.Uid, mapped.Namespace, mapped.Name, mapped.ResourceVersion));
        Assert.Equal("xpostgresqlinstances.db.example.org db-1-x7k", resource.Name.ToString());
        Assert.Equal((("airflow", "db-1"), "PostgreSQLInstance", "db-1-x7k"), (resource.Claim!.Value, resource.ClaimKind, resource.Composite));
        Assert.Equal(["p1", "o1"], resource.Owners.Select(owner => owner.Uid));
        Assert.Equal(new ResourceOwner("db.example.org", "XParent", "p", "p1", true), resource.Owners[0]);
        Assert.Equal(("OpenAPI-Generator", true), (resource.FirstManager, resource.IsPaused));
        Assert.Equal((At(11, 0, 0), At(12, 0, 0)), (resource.CreatedAt, resource.DeletionAt));
        Assert.Equal([new ResourceCondition("Synced", "False", "ReconcileError", "cannot compose", At(11, 0, 9)), new ResourceCondition("Ready", "False", "Creating", "", Instant.Missing)], resource.Conditions);
        Assert.Equal([("dag-id", "etl"), ("run-id", "manual__2026-03-01T00:00:00+00:00"), ("task-id", "provision")], resource.Marks.OrderBy(mark => mark.Key, StringComparer.Ordinal).Select(mark => (mark.Key, mark.Value)));
        Assert.Equal([("rds.aws.upbound.io", "Instance"), ("s3.aws.m.upbound.io", "Bucket")], mapped.State.Parts.Order());
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("\"deletionPolicy\":\"Delete\"", false)]
    [InlineData("\"deletionPolicy\":\"Orphan\"", true)]
    [InlineData("\"deletionPolicy\":\"Orphan\",\"managementPolicies\":[\"*\"]", true)]
    [InlineData("\"deletionPolicy\":\"Delete\",\"managementPolicies\":[\"*\"]", false)]
    [InlineData("\"managementPolicies\":[\"Observe\",\"Create\",\"Update\"]", true)]
    [InlineData("\"managementPolicies\":[\"Observe\"]", false)]
    [InlineData("\"deletionPolicy\":\"Orphan\",\"managementPolicies\":[\"Observe\",\"Delete\"]", false)]
    [InlineData("\"managementPolicies\":7", false)]
    public void What_a_deletion_leaves_in_the_cloud_is_decided_as_Crossplane_does(string spec, bool isOrphaned) =>
        Assert.Equal(isOrphaned, Map($"{{\"metadata\":{{\"name\":\"m\",\"uid\":\"m1\"}},\"spec\":{{{spec}}}}}")!.State.Resource.IsOrphanedOnDelete);

    [Theory]
    [InlineData("", "", "", false)]
    [InlineData("2026-03-01T11:00:00Z", "", "", true)]
    [InlineData("2026-03-01T11:00:00Z", "2026-03-01T11:00:01Z", "", false)]
    [InlineData("2026-03-01T11:00:02Z", "2026-03-01T11:00:00Z", "2026-03-01T11:00:01Z", true)]
    [InlineData("2026-03-01T11:00:00Z", "", "2026-03-01T11:00:01Z", false)]
    [InlineData("no time", "", "", false)]
    public void A_creation_is_pending_when_it_began_after_the_last_one_ended(string pending, string succeeded, string failed, bool isPending)
    {
        var annotations = string.Join(',', new[] { ("pending", pending), ("succeeded", succeeded), ("failed", failed) }
            .Where(one => one.Item2.Length > 0).Select(one => $"\"crossplane.io/external-create-{one.Item1}\":\"{one.Item2}\""));

        Assert.Equal(isPending, Map($"{{\"metadata\":{{\"name\":\"m\",\"uid\":\"m1\",\"annotations\":{{{annotations}}}}}}}")!.State.Resource.IsCreationPending);
    }

    [Fact]
    public void Long_messages_are_cut_and_lists_are_bounded()
    {
        var conditions = string.Join(',', Enumerable.Repeat($"{{\"type\":\"Synced\",\"status\":\"False\",\"message\":\"{new string('x', 5_000)}\"}}", 40));
        var owners = string.Join(',', Enumerable.Range(0, 40).Select(one => $"{{\"uid\":\"o{one}\"}}"));
        var resource = Map($"{{\"metadata\":{{\"name\":\"m\",\"uid\":\"m1\",\"ownerReferences\":[{owners}]}},\"status\":{{\"conditions\":[{conditions}]}}}}")!.State.Resource;

        Assert.Equal((16, 1_000, 16), (resource.Conditions.Length, resource.Conditions[0].Message.Length, resource.Owners.Length));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"metadata":{"name":"m"}}""")]
    [InlineData("""{"metadata":{"uid":"m1"}}""")]
    [InlineData("""{"metadata":{"uid":"m1","name":"m"}""")]
    public void What_cannot_be_named_is_no_object(string json) => Assert.Null(Map(json));

    [Fact]
    public void Fields_of_another_type_than_expected_cost_nothing_but_themselves()
    {
        const string Odd = """{"metadata":{"name":"m","uid":"m1","labels":7,"annotations":[],"ownerReferences":{},"managedFields":"x","creationTimestamp":5},"spec":[1],"status":{"conditions":{"type":"Ready"}}}""";

        Assert.Equal(("m", 0), (Map(Odd)!.Name, Map(Odd)!.State.Resource.Conditions.Length));
    }

    [Fact]
    public void Whatever_bytes_come_nothing_is_thrown_and_no_text_has_a_control_character() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2_000), Prop.ForAll(Gen.Choose(0, Whole.Length - 1).ToArbitrary(), Gen.Choose(0, 255).ToArbitrary(), (at, value) =>
        {
            var bytes = Encoding.UTF8.GetBytes(Whole);
            bytes[at] = (byte)value;
            var resource = new CrossplaneMapper(Type(ResourceRole.Composite)).Map(bytes)?.State.Resource;
            Assert.DoesNotContain(resource is null ? "" : $"{resource.Name}{resource.Uid}{string.Join("", resource.Conditions)}{string.Join("", resource.Marks)}", char.IsControl);
        }));

    private static MappedObject<CrossplaneObject>? Map(string json, ResourceRole role = ResourceRole.Managed) => new CrossplaneMapper(Type(role)).Map(Encoding.UTF8.GetBytes(json));

    private static CrossplaneType Type(ResourceRole role) => new("db.example.org", "v1", "xpostgresqlinstances", "XPostgreSQLInstance", role);

    private static Instant At(int hour, int minute, int second) => Instant.FromDateTimeOffset(new DateTimeOffset(2026, 3, 1, hour, minute, second, TimeSpan.Zero));
}
