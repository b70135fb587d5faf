using System.Text;
using System.Text.Json.Nodes;
using Windsock.FlowCollector.KubernetesAudit;
using Windsock.FlowCollector.KubernetesAudit.Decoding;
using Windsock.FlowCollector.KubernetesAudit.Envelopes;
using Windsock.Model.Platform;
using Windsock.Pipeline.Accounting;

namespace Windsock.FlowCollector.Tests.KubernetesAudit;

public sealed class NativeEnvelopeTests
{
    private readonly KubernetesAuditOptions _options = new() { Limits = new AuditLimitsOptions { MaxEventBytes = 8 * 1024 } };

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100_000)]
    public async Task Events_are_found_wherever_the_pieces_of_the_body_end(int piece)
    {
        var events = Enumerable.Range(0, 50).Select(number => SomeAudit.Event(SomeAudit.Id(number))).ToList();

        var intake = await ReadAsync(SomeAudit.List(events), piece);

        Assert.Equal(Enumerable.Range(0, 50).Select(SomeAudit.Id), Actions(intake).Select(action => action.Id));
    }

    [Fact]
    public async Task A_poison_event_costs_nothing_but_itself()
    {
        var list = Encoding.UTF8.GetString(SomeAudit.List(SomeAudit.Event("a"), SomeAudit.Event("poison"), SomeAudit.Event("b")))
            .Replace("\"auditID\":\"poison\"", "\"auditID\":poison", StringComparison.Ordinal);

        var intake = await ReadAsync(Encoding.UTF8.GetBytes(list));

        Assert.Equal(["a", "b"], Actions(intake).Select(action => action.Id));
        Assert.Equal(1, intake.Undecodable(PlatformFailure.Malformed));
    }

    [Theory]
    [InlineData("auditID")]
    [InlineData("verb")]
    [InlineData("stage")]
    public async Task An_event_without_what_makes_it_one_is_malformed(string key)
    {
        var json = SomeAudit.Event();
        json.Remove(key);

        Assert.Equal(1, (await ReadAsync(SomeAudit.List(json))).Undecodable(PlatformFailure.Malformed));
    }

    [Fact]
    public async Task An_event_over_the_limit_is_kept_in_part_and_said_to_be()
    {
        var large = SomeAudit.Event("large");
        Move(large, "requestObject", new JsonObject { ["spec"] = new string('x', 20_000) });

        var intake = await ReadAsync(SomeAudit.List(SomeAudit.Event("a"), large, SomeAudit.Event("b")), piece: 1_000);

        var actions = Actions(intake);
        Assert.Equal(["a", "large", "b"], actions.Select(action => action.Id));
        Assert.Equal([ActionGaps.None, ActionGaps.Cut, ActionGaps.None], actions.Select(action => action.Gaps));
        Assert.Equal(("0d", "db", 201), (actions[1].Caller.PodUid, actions[1].Target.Name, actions[1].Code));
        Assert.Equal(SomeAudit.Now, actions[1].At);
        Assert.Equal("cut", Assert.Single(intake.Events.Select(added => added.Event).OfType<PlatformGap>()).Reason);
    }

    [Fact]
    public async Task An_event_that_is_over_the_limit_before_it_says_what_it_is_is_lost_and_said_to_be()
    {
        var large = new JsonObject { ["annotations"] = new JsonObject { ["x"] = new string('x', 20_000) }, ["auditID"] = "large" };

        var intake = await ReadAsync(SomeAudit.List(large, SomeAudit.Event("b")));

        Assert.Equal(["b"], Actions(intake).Select(action => action.Id));
        Assert.Equal(1, intake.Undecodable(PlatformFailure.TooLong));
        Assert.Equal("lost", Assert.Single(intake.Events.Select(added => added.Event).OfType<PlatformGap>()).Reason);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("[1,2]")]
    [InlineData("{}")]
    [InlineData("{\"items\":null}")]
    [InlineData("{\"items\":{\"auditID\":\"a\"}}")]
    [InlineData("{\"metadata\":{\"items\":[{\"auditID\":\"a\"}]}}")]
    [InlineData("{\"kind\":\"EventList\",\"items\":[")]
    [InlineData("{\"kind\":\"EventList\",\"items\":[{\"auditID\":")]
    public async Task A_body_that_is_no_list_is_one_malformed_event(string body)
    {
        var intake = await ReadAsync(Encoding.UTF8.GetBytes(body));

        Assert.Equal(1, intake.Undecodable(PlatformFailure.Malformed));
        Assert.Empty(intake.Events);
    }

    [Theory]
    [InlineData("{\"items\":[]}")]
    [InlineData("{\"metadata\":{},\"items\":[ ],\"kind\":\"EventList\"}")]
    public async Task A_list_without_events_is_nothing_to_count(string body)
    {
        var intake = await ReadAsync(Encoding.UTF8.GetBytes(body));

        Assert.Equal((0, 0, 0L), (intake.Events.Count, (int)intake.Undecodable(PlatformFailure.Malformed), intake.Ignored));
    }

    [Fact]
    public async Task A_bomb_of_brackets_is_one_malformed_event_and_the_next_one_is_read()
    {
        var bomb = "{\"auditID\":\"a\",\"x\":" + string.Concat(Enumerable.Repeat("[", 600)) + string.Concat(Enumerable.Repeat("]", 600)) + "}";
        var list = $$"""{"items":[{{bomb}},{{SomeAudit.Event("b").ToJsonString()}}]}""";

        var intake = await ReadAsync(Encoding.UTF8.GetBytes(list));

        Assert.Equal(["b"], Actions(intake).Select(action => action.Id));
        Assert.Equal(1, intake.Undecodable(PlatformFailure.Malformed));
    }

    /// <summary>As API servers write it: bodies come before times and annotations.</summary>
    private static void Move(JsonObject json, string key, JsonNode value)
    {
        string[] later = ["requestReceivedTimestamp", "stageTimestamp", "annotations"];
        var moved = later.Select(name => (name, json[name]!.DeepClone())).ToList();
        moved.ForEach(field => json.Remove(field.name));
        json[key] = value;
        moved.ForEach(field => json[field.name] = field.Item2);
    }

    private static List<PlatformAction> Actions(AuditIntake intake) => [.. intake.Events.Select(added => added.Event).OfType<PlatformAction>()];

    private async Task<AuditIntake> ReadAsync(byte[] body, int piece = 100_000)
    {
        var intake = SomeAudit.Intake();
        await new NativeEnvelope(new AuditEventReaders(_options)).ReadAsync(new SlowStream(body, piece), intake, TestContext.Current.CancellationToken);
        return intake;
    }
}
