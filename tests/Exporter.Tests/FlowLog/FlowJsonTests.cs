using System.Text.Json;
using Google.Protobuf;
using Windsock.Exporter.FlowLog;
using Windsock.Exporter.Tests.Prometheus;
using Windsock.FlowCollector.Hubble.Protos;
using FlowField = Windsock.Exporter.FlowLog.FlowField;

namespace Windsock.Exporter.Tests.FlowLog;

public sealed class FlowJsonTests
{
    [Fact]
    public void Records_are_what_they_were() =>
        FlowGolden.Matches("records.jsonl", string.Concat(SomeRecords.All.Select(record => SomeRecords.Json(record, FlowFieldSet.All) + "\n")));

    [Fact]
    public void Hubbles_json_is_what_it_was() => FlowGolden.Matches("hubble.jsonl", string.Concat(SomeRecords.All.Select(record => Hubble(record) + "\n")));

    [Fact]
    public void A_record_is_one_line_whatever_is_in_it() =>
        Assert.All(SomeRecords.All, record => Assert.DoesNotContain(SomeRecords.Json(record, FlowFieldSet.All) + Hubble(record), char.IsControl));

    [Fact]
    public void Every_field_is_documented_and_written_in_this_order()
    {
        Assert.Equal(Enum.GetValues<FlowField>(), FlowFields.All.Select(field => field.Field));
        var written = SomeRecords.All.SelectMany(record => Names(SomeRecords.Json(record, FlowFieldSet.All))).ToHashSet();
        Assert.Equal(FlowFields.All.Select(field => FlowFields.NameOf(field.Field)).Order(), written.Order());
        Assert.All(SomeRecords.All, record =>
        {
            var fields = Names(SomeRecords.Json(record, FlowFieldSet.All)).Select(name => FlowFields.Parse(name)!.Value).ToList();
            Assert.Equal(fields.Order(), fields);
        });
    }

    [Fact]
    public void Only_the_fields_that_are_chosen_are_written() => Assert.All(Enum.GetValues<FlowField>(), field => Assert.All(SomeRecords.All, record =>
    {
        var all = Names(SomeRecords.Json(record, FlowFieldSet.All));
        Assert.Equal(all.Where(name => name == FlowFields.NameOf(field)), Names(SomeRecords.Json(record, default(FlowFieldSet).With(field))));
    }));

    [Fact]
    public void Readers_of_hubbles_json_find_hubbles_own_names_and_values()
    {
        foreach (var record in SomeRecords.All)
        {
            using var document = JsonDocument.Parse(Hubble(record));
            Assert.Equal(JsonValueKind.Array, document.RootElement.GetProperty("windsock").ValueKind);

            // Strict: a name that Hubble does not know is an error, but for the one that is ours.
            var theirs = JsonSerializer.Serialize(document.RootElement.EnumerateObject().Where(property => property.Name != "windsock").ToDictionary(property => property.Name, property => property.Value));
            var response = JsonParser.Default.Parse<GetFlowsResponse>(theirs);

            var flow = record.Flow;
            Assert.Equal((int)flow.Verdict, (int)response.Flow.Verdict);
            Assert.Equal((int)flow.Type, (int)response.Flow.Type);
            Assert.Equal((flow.SourceIp.ToString(), flow.DestinationIp.ToString()), (response.Flow.IP?.Source ?? "", response.Flow.IP?.Destination ?? ""));
            Assert.Equal(flow.NodeName, response.NodeName);
            Assert.Equal((int)flow.Direction, (int)response.Flow.TrafficDirection);
            Assert.Equal(flow.Reply == Windsock.Model.Flows.ReplyState.Unknown ? null : flow.Reply == Windsock.Model.Flows.ReplyState.Reply, response.Flow.IsReply);
            Assert.Equal(flow.Source.PodName, response.Flow.Source?.PodName ?? "");
            Assert.Equal(flow.Policies?.EgressDeniedBy.Length ?? 0, response.Flow.EgressDeniedBy.Count);
        }
    }

    private static string Hubble((Windsock.Model.Flows.Flow Flow, Windsock.Model.Identity.FlowAttribution Attribution, FlowSide Side) record) => SomeRecords.Written(json =>
        HubbleFlowJson.Write(json, record.Flow, record.Attribution, record.Side == FlowSide.Client ? FlowSides.Client : FlowSides.Server, Some.Noon));

    private static List<string> Names(string json)
    {
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateObject().Select(property => property.Name)];
    }
}
