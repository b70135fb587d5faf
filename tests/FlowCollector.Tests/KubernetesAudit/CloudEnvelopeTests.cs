using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Windsock.FlowCollector.KubernetesAudit;
using Windsock.FlowCollector.KubernetesAudit.Decoding;
using Windsock.FlowCollector.KubernetesAudit.Envelopes;
using Windsock.Model.Platform;
using Windsock.Pipeline.Accounting;

namespace Windsock.FlowCollector.Tests.KubernetesAudit;

public sealed class CloudEnvelopeTests
{
    private readonly AuditEventReaders _readers = new(new KubernetesAuditOptions { Limits = new AuditLimitsOptions { MaxEventBytes = 8 * 1024, MaxBodyBytes = 64 * 1024 } });

    public static TheoryData<string> Wrappings => ["json", "gzip", "base64", "firehose"];

    [Theory]
    [MemberData(nameof(Wrappings))]
    public async Task Events_of_EKS_are_read_however_they_are_wrapped(string wrapping)
    {
        var intake = await ReadEksAsync(Wrap(wrapping, Logs(SomeAudit.Event("a").ToJsonString(), "time=\"now\" level=info msg=other", SomeAudit.Event("b").ToJsonString())));

        Assert.Equal([("a", "eks"), ("b", "eks")], Actions(intake).Select(action => (action.Id, action.Source)));
        Assert.Equal((1L, 0L), (intake.Ignored, intake.Undecodable(PlatformFailure.Malformed)));
    }

    [Theory]
    [MemberData(nameof(Wrappings))]
    public async Task A_control_message_is_not_a_mistake(string wrapping)
    {
        var intake = await ReadEksAsync(Wrap(wrapping, new JsonObject
        {
            ["messageType"] = "CONTROL_MESSAGE",
            ["logEvents"] = new JsonArray(new JsonObject { ["id"] = "", ["timestamp"] = 1, ["message"] = "CWL CONTROL MESSAGE: Checking health of destination Firehose." }),
        }));

        Assert.Equal((0, 1L, 0L), (intake.Events.Count, intake.Ignored, intake.Undecodable(PlatformFailure.Malformed)));
    }

    [Fact]
    public async Task A_message_that_CloudWatch_cut_is_kept_in_part_or_counted_as_cut_by_its_sender()
    {
        var text = SomeAudit.Event("a").ToJsonString();

        var intake = await ReadEksAsync(Wrap("json", Logs(text[..700] + "[Truncated...]", text[..30] + "[Truncated...]")));

        Assert.Equal(("a", ActionGaps.Cut), Assert.Single(Actions(intake).Select(action => (action.Id, action.Gaps))));
        Assert.Equal(1, intake.Undecodable(PlatformFailure.CutBySender));
    }

    [Theory]
    [InlineData("")]
    [InlineData("!!! no base64 !!!")]
    [InlineData("bm8gZ3ppcA==")]
    [InlineData("{\"records\":[{\"data\":\"bm8gZ3ppcA==\"}]}")]
    [InlineData("{\"records\":[{\"data\":\"?\"}]}")]
    [InlineData("{}")]
    [InlineData("{\"items\":[]}")]
    [InlineData("{\"logEvents\":[{\"id\":1}]}")]
    [InlineData("{\"logEvents\":[{\"message\":5}]}")]
    [InlineData("{\"logEvents\":[{\"message\":\"\\ud800\"}]}")]
    public async Task A_wrong_body_of_EKS_is_malformed(string body)
    {
        var intake = SomeAudit.Intake("eks");
        try
        {
            await new EksEnvelope(_readers).ReadAsync(new SlowStream(Encoding.UTF8.GetBytes(body), 10), intake, TestContext.Current.CancellationToken);
            Assert.Equal(1, intake.Undecodable(PlatformFailure.Malformed));
        }
        catch (InvalidDataException)
        {
            // The port counts it as one malformed event.
        }

        Assert.Empty(intake.Events);
    }

    [Fact]
    public async Task All_records_together_are_inflated_up_to_the_limit_of_a_body_only()
    {
        var bomb = Gzip(Encoding.UTF8.GetBytes("{\"x\":\"\",\"logEvents\":[" + new string(' ', 50 * 1024) + "]}"));
        var records = new JsonArray([.. Enumerable.Range(0, 20).Select(_ => new JsonObject { ["data"] = Convert.ToBase64String(bomb) })]);

        var intake = await ReadEksAsync(SomeAudit.Bytes(new JsonObject { ["requestId"] = "r", ["records"] = records }));

        Assert.True(intake.IsBodyCut);
    }

    [Fact]
    public void Firehose_is_answered_with_the_id_of_its_request()
    {
        var intake = new AuditIntake(SomeAudit.Sender(headers: ("X-Amz-Firehose-Request-Id", "ed\"4")), "eks", SomeAudit.Now);
        var envelope = new EksEnvelope(_readers);

        Assert.Equal("""{"requestId":"ed\u00224","timestamp":1772366400000}""", Encoding.UTF8.GetString(envelope.Answer(intake).Span));
        Assert.True(envelope.Answer(SomeAudit.Intake()).IsEmpty);
    }

    [Fact]
    public async Task Events_of_AKS_are_found_among_other_logs_whatever_the_order_of_keys()
    {
        var intake = await ReadAksAsync(
            new JsonObject { ["category"] = "kube-audit", ["resourceId"] = "/X", ["properties"] = new JsonObject { ["pod"] = "p", ["log"] = SomeAudit.Event("a").ToJsonString() } },
            new JsonObject { ["properties"] = new JsonObject { ["log"] = SomeAudit.Event("b").ToJsonString() + "\n" }, ["category"] = "kube-audit-admin" },
            new JsonObject { ["category"] = "kube-controller-manager", ["properties"] = new JsonObject { ["log"] = "I0301 x.go:1] text" } },
            new JsonObject { ["category"] = "kube-audit", ["properties"] = new JsonObject { ["log"] = "I0301 x.go:1] text" } },
            new JsonObject { ["category"] = "kube-audit", ["properties"] = new JsonObject { ["log"] = 5 } });

        Assert.Equal([("a", "aks"), ("b", "aks")], Actions(intake).Select(action => (action.Id, action.Source)));
        Assert.Equal((2L, 1L), (intake.Ignored, intake.Undecodable(PlatformFailure.Malformed)));
    }

    [Fact]
    public async Task Both_audit_categories_of_AKS_bring_one_event_with_one_key()
    {
        static JsonObject Record(string category) =>
            new() { ["category"] = category, ["resourceId"] = "/X", ["properties"] = new JsonObject { ["log"] = SomeAudit.Event("a").ToJsonString() } };

        var intake = await ReadAksAsync(Record("kube-audit"), Record("kube-audit-admin"));

        Assert.Equal(2, intake.Events.Count);
        Assert.Single(intake.Events.Select(added => added.Key).Distinct());
    }

    [Fact]
    public async Task An_object_that_Azure_left_out_marks_the_action_as_cut()
    {
        var json = SomeAudit.Event("a");
        json["responseObject"] = "skipped-too-big-size-object";

        var intake = await ReadAksAsync(new JsonObject { ["category"] = "kube-audit", ["properties"] = new JsonObject { ["log"] = json.ToJsonString() } });

        Assert.Equal(ActionGaps.Cut, Assert.Single(Actions(intake)).Gaps);
    }

    private static JsonObject Logs(params string[] messages) => new()
    {
        ["messageType"] = "DATA_MESSAGE",
        ["owner"] = "123456789012",
        ["logGroup"] = "/aws/eks/prod/cluster",
        ["logStream"] = "kube-apiserver-audit-0f",
        ["subscriptionFilters"] = new JsonArray("all"),
        ["logEvents"] = new JsonArray([.. messages.Select((message, id) => new JsonObject { ["id"] = SomeAudit.Id(id), ["timestamp"] = 1, ["message"] = message })]),
    };

    private static byte[] Wrap(string wrapping, JsonObject logs)
    {
        var text = SomeAudit.Bytes(logs);
        return wrapping switch
        {
            "json" => text,
            "gzip" => Gzip(text),
            "base64" => Encoding.ASCII.GetBytes(Convert.ToBase64String(Gzip(text))),
            _ => SomeAudit.Bytes(new JsonObject { ["requestId"] = "r", ["timestamp"] = 1, ["records"] = new JsonArray(new JsonObject { ["data"] = Convert.ToBase64String(Gzip(text)) }) }),
        };
    }

    private static byte[] Gzip(byte[] text)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
        {
            gzip.Write(text);
        }

        return compressed.ToArray();
    }

    private static List<PlatformAction> Actions(AuditIntake intake) => [.. intake.Events.Select(added => added.Event).OfType<PlatformAction>()];

    private async Task<AuditIntake> ReadEksAsync(byte[] body)
    {
        var intake = SomeAudit.Intake("eks");
        await new EksEnvelope(_readers).ReadAsync(new SlowStream(body, 100), intake, TestContext.Current.CancellationToken);
        return intake;
    }

    private async Task<AuditIntake> ReadAksAsync(params JsonNode[] records)
    {
        var intake = SomeAudit.Intake("aks");
        await new AksEnvelope(_readers).ReadAsync(new SlowStream(SomeAudit.Bytes(new JsonObject { ["records"] = new JsonArray(records) }), 100), intake, TestContext.Current.CancellationToken);
        return intake;
    }
}
