using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Exporter.FlowLog;

/// <summary>A record as a JSON object. What a flow does not have is left out. Pure; any thread.</summary>
public static class FlowJson
{
    private static readonly JsonEncodedText[] Names = [.. Enum.GetValues<FlowField>().Select(field => JsonEncodedText.Encode(FlowFields.NameOf(field)))];

    /// <summary>One line: without breaks or blanks; signs such as + stay as they are, so it is not for a page of HTML.</summary>
    public static JsonWriterOptions Options { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static void Write(Utf8JsonWriter json, in FlowRecord record, FlowFieldSet fields)
    {
        json.WriteStartObject();
        var writer = new Fields(json, fields);
        WriteIdentity(writer, record);
        WriteNetwork(writer, record);
        WriteLayer7(writer, record.Flow.L7);
        writer.Policies(FlowField.DeniedBy, record.Flow.Policies?.EgressDeniedBy ?? [], record.Flow.Policies?.IngressDeniedBy ?? []);
        writer.Policies(FlowField.AllowedBy, record.Flow.Policies?.EgressAllowedBy ?? [], record.Flow.Policies?.IngressAllowedBy ?? []);
        writer.Text(FlowField.Node, record.Flow.NodeName);
        writer.Text(FlowField.TraceId, record.Flow.TraceId);
        if (!record.Flow.Id.IsNone && fields.Has(FlowField.FlowId))
        {
            writer.Text(FlowField.FlowId, record.Flow.Id.ToUuid());
        }

        json.WriteEndObject();
    }

    private static void WriteIdentity(in Fields writer, in FlowRecord record)
    {
        if (!record.Time.IsMissing)
        {
            writer.Text(FlowField.Time, TimeText.Of(record.Time));
        }

        writer.Text(FlowField.Class, FlowWords.Of(record.Class));
        if (record.Subject.Reason != AttributionReason.None)
        {
            writer.Text(FlowField.Reason, FlowWords.Of(record.Subject.Reason));
        }

        writer.Text(FlowField.Side, record.Side == FlowSide.Client ? "client" : "server");
        writer.Text(FlowField.Direction, PublicNames.Of(record.Direction));
        var owner = record.Owner;
        writer.Text(FlowField.Namespace, owner?.Namespace ?? record.LocalEnd.Namespace);
        if (owner?.Try is { } attempt)
        {
            writer.Text(FlowField.DagId, attempt.Task.DagId);
            writer.Text(FlowField.TaskId, attempt.Task.TaskId);
            writer.Text(FlowField.RunId, attempt.RunId);
            writer.Number(FlowField.TryNumber, attempt.TryNumber);
            writer.Number(FlowField.MapIndex, attempt.MapIndex);
        }

        writer.Text(FlowField.Component, owner?.Component ?? "");
        writer.Text(FlowField.Pod, owner is { PodName.Length: > 0 } ? QualifiedName(owner.Namespace, owner.PodName) : PodOf(record.LocalEnd));
        if (owner is { Kind: OwnerKind.Task, Role: not PodRole.None })
        {
            writer.Text(FlowField.PodRole, FlowWords.Of(owner.Role));
        }

        writer.Text(FlowField.ServiceAccount, owner?.ServiceAccount ?? "");
    }

    private static void WriteNetwork(in Fields writer, in FlowRecord record)
    {
        ref readonly var flow = ref record.Flow;
        writer.Text(FlowField.Type, PublicNames.Of(flow.Type));
        writer.Text(FlowField.Verdict, PublicNames.Of(flow.Verdict));
        if (flow.Verdict == Verdict.Dropped)
        {
            writer.Text(FlowField.DropReason, PublicNames.Of(flow.DropReason));
        }

        writer.Text(FlowField.Protocol, PublicNames.Of(flow.Protocol));
        writer.Text(FlowField.TcpFlags, FlowWords.Of(flow.TcpFlags));
        if (flow.Reply != ReplyState.Unknown)
        {
            writer.Boolean(FlowField.IsReply, flow.Reply == ReplyState.Reply);
        }

        writer.Address(FlowField.LocalAddress, record.LocalAddress, flow.Protocol);
        writer.Text(FlowField.Peer, record.Peer.Name);
        writer.Text(FlowField.PeerKind, FlowWords.Of(record.Peer.Kind));
        writer.Address(FlowField.PeerAddress, record.PeerAddress, flow.Protocol);
        writer.Text(FlowField.PeerPod, PodOf(record.PeerEnd));
    }

    private static void WriteLayer7(in Fields writer, L7Record? record)
    {
        switch (record)
        {
            case HttpRecord http when writer.Starts(FlowField.Http):
                writer.Part("kind", FlowWords.Of(http.Kind));
                writer.Part("method", http.Method);
                writer.Part("url", http.Url);
                writer.Part("code", http.Code, http.Code > 0);
                writer.Part("latencySeconds", http.Latency);
                writer.Part("requestId", http.RequestId);
                writer.End();
                break;
            case DnsRecord dns when writer.Starts(FlowField.Dns):
                writer.Part("kind", FlowWords.Of(dns.Kind));
                writer.Part("query", dns.Query);
                writer.Part("types", dns.QueryTypes);
                writer.Part("rcode", dns.Kind == L7Kind.Response ? PublicNames.OfRcode(dns.Rcode) : "");
                writer.Part("addresses", dns.Addresses);
                writer.Part("latencySeconds", dns.Latency);
                writer.End();
                break;
        }
    }

    private static string PodOf(Endpoint end) => end.HasPod ? QualifiedName(end.Namespace, end.PodName) : "";

    private static string QualifiedName(string space, string name) => space.Length == 0 ? name : $"{space}/{name}";

    /// <summary>Writes those fields that are asked for and are not empty.</summary>
    private readonly struct Fields(Utf8JsonWriter json, FlowFieldSet wanted)
    {
        public void Text(FlowField field, string text)
        {
            if (text.Length > 0 && wanted.Has(field))
            {
                json.WriteString(Names[(int)field], text);
            }
        }

        public void Number(FlowField field, int number)
        {
            if (wanted.Has(field))
            {
                json.WriteNumber(Names[(int)field], number);
            }
        }

        public void Boolean(FlowField field, bool value)
        {
            if (wanted.Has(field))
            {
                json.WriteBoolean(Names[(int)field], value);
            }
        }

        public void Address(FlowField field, (IpAddress, ushort) end, L4Protocol protocol)
        {
            if (wanted.Has(field))
            {
                Text(field, AddressText.Of(end, protocol));
            }
        }

        public void Policies(FlowField field, ImmutableArray<PolicyName> egress, ImmutableArray<PolicyName> ingress)
        {
            if (!wanted.Has(field) || (egress.IsDefaultOrEmpty && ingress.IsDefaultOrEmpty))
            {
                return;
            }

            json.WriteStartArray(Names[(int)field]);
            foreach (var policy in egress.Concat(ingress))
            {
                json.WriteStringValue(QualifiedName(policy.Namespace, policy.Name));
            }

            json.WriteEndArray();
        }

        public bool Starts(FlowField field)
        {
            if (wanted.Has(field))
            {
                json.WriteStartObject(Names[(int)field]);
                return true;
            }

            return false;
        }

        public void End() => json.WriteEndObject();

        public void Part(string name, string text)
        {
            if (text.Length > 0)
            {
                json.WriteString(name, text);
            }
        }

        public void Part(string name, uint number, bool isKnown)
        {
            if (isKnown)
            {
                json.WriteNumber(name, number);
            }
        }

        public void Part(string name, TimeSpan latency)
        {
            if (latency > TimeSpan.Zero)
            {
                json.WriteNumber(name, latency.TotalSeconds);
            }
        }

        public void Part<T>(string name, ImmutableArray<T> items)
            where T : notnull
        {
            if (items.IsDefaultOrEmpty)
            {
                return;
            }

            json.WriteStartArray(name);
            foreach (var item in items)
            {
                json.WriteStringValue(item.ToString());
            }

            json.WriteEndArray();
        }
    }
}
