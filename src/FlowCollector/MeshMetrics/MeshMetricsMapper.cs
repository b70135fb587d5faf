using System.Globalization;
using System.Text;
using Windsock.FlowCollector.MeshMetrics.Exposition;
using Windsock.FlowCollector.MeshMetrics.Targets;
using Windsock.Model.Calls;
using Windsock.Model.Flows;

namespace Windsock.FlowCollector.MeshMetrics;

/// <summary>Makes calls of what Istio's standard metrics say (their labels: istio.io, reference of the standard metrics). Pure. What a label
/// does not say, or calls <c>unknown</c>, stays unknown.</summary>
internal static class MeshMetricsMapper
{
    /// <summary>The longest label that is read; a principal may have 2,048.</summary>
    private const int MaxTextBytes = 2_048;

    private const int MaxHostLength = 253;
    private const string Scheme = "spiffe://";

    /// <returns>False when neither the client's nor the server's own proxy reports: a waypoint is between the two.</returns>
    public static bool TryRead(MeshCounter counter, ReadOnlySpan<byte> labels, out MeasuredSide side)
    {
        var read = new Labels();
        var cursor = new LabelCursor(labels);
        while (cursor.Next())
        {
            Take(cursor.Name, cursor.Value, ref read);
        }

        var reporter = read.Reporter switch { "source" => CallReporter.Client, "destination" => CallReporter.Server, _ => CallReporter.Unknown };
        var isClient = reporter == CallReporter.Client;
        var tls = TlsOf(read, reporter);
        var service = ServiceOf(read);
        side = new MeasuredSide(
            reporter,
            ProtocolOf(counter, read.Protocol),
            tls,
            counter >= MeshCounter.TcpReceivedBytes ? (ushort)0 : CodeOf(read.Code),
            EnvoyFlags.Parse(read.Flags, out var other),
            other,
            service,
            service is null ? HostOf(read.Service) : "",
            tls == TlsMode.Mutual ? PrincipalOf(read.SourcePrincipal) : "",
            tls == TlsMode.Mutual ? PrincipalOf(read.DestinationPrincipal) : "",
            isClient ? read.SourceNamespace : read.DestinationNamespace,
            isClient ? read.SourceWorkload : read.DestinationWorkload);
        return reporter != CallReporter.Unknown;
    }

    /// <param name="pod">Whose side reports.</param>
    /// <param name="time">When it was looked at.</param>
    public static Call ToCall(in MeasuredSide side, in MeasuredAmounts amounts, MeshPod pod, Instant time)
    {
        var isClient = side.Reporter == CallReporter.Client;
        return new Call
        {
            IsIncrease = true,
            Time = time,
            Count = WholeInt(amounts.Count),
            Connections = WholeInt(amounts.Opened),
            SentBytes = WholeLong(amounts.ClientBytes),
            ReceivedBytes = WholeLong(amounts.ServerBytes),
            Reporter = side.Reporter,
            Protocol = side.Protocol,
            Tls = side.Tls,
            Code = side.Code,
            Flags = side.Flags,
            TerminationDetails = side.OtherFlag,
            Service = side.Service,
            Host = side.Host,
            ClientPrincipal = side.ClientPrincipal,
            ServerPrincipal = side.ServerPrincipal,
            Client = isClient ? pod.Endpoint : Endpoint.None,
            Server = isClient ? Endpoint.None : pod.Endpoint,
            ClientIp = isClient ? pod.Ip : default,
            ServerIp = isClient ? default : pod.Ip,
            NodeName = pod.NodeName,
        };
    }

    private static void Take(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, ref Labels labels)
    {
        if (name.StartsWith("source_"u8))
        {
            TakeSource(name["source_"u8.Length..], value, ref labels);
        }
        else if (name.StartsWith("destination_"u8))
        {
            TakeDestination(name["destination_"u8.Length..], value, ref labels);
        }
        else if (name.SequenceEqual("reporter"u8))
        {
            labels.Reporter = Text(value);
        }
        else if (name.SequenceEqual("request_protocol"u8))
        {
            labels.Protocol = Text(value);
        }
        else if (name.SequenceEqual("response_code"u8))
        {
            labels.Code = Text(value);
        }
        else if (name.SequenceEqual("response_flags"u8))
        {
            labels.Flags = Text(value);
        }
        else if (name.SequenceEqual("connection_security_policy"u8))
        {
            labels.Policy = Text(value);
        }
    }

    private static void TakeSource(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, ref Labels labels)
    {
        if (name.SequenceEqual("workload"u8))
        {
            labels.SourceWorkload = Text(value);
        }
        else if (name.SequenceEqual("workload_namespace"u8))
        {
            labels.SourceNamespace = Text(value);
        }
        else if (name.SequenceEqual("principal"u8))
        {
            labels.SourcePrincipal = Text(value);
        }
    }

    private static void TakeDestination(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, ref Labels labels)
    {
        if (name.SequenceEqual("workload"u8))
        {
            labels.DestinationWorkload = Text(value);
        }
        else if (name.SequenceEqual("workload_namespace"u8))
        {
            labels.DestinationNamespace = Text(value);
        }
        else if (name.SequenceEqual("principal"u8))
        {
            labels.DestinationPrincipal = Text(value);
        }
        else if (name.SequenceEqual("service"u8))
        {
            labels.Service = Text(value);
        }
        else if (name.SequenceEqual("service_name"u8))
        {
            labels.ServiceName = Text(value);
        }
        else if (name.SequenceEqual("service_namespace"u8))
        {
            labels.ServiceNamespace = Text(value);
        }
    }

    private static string Text(ReadOnlySpan<byte> value)
    {
        if (value.Length > MaxTextBytes || value.SequenceEqual("unknown"u8))
        {
            return "";
        }

        var text = Encoding.UTF8.GetString(value);

        // The last step first would undo half of an escaped backslash, so they are replaced in one pass over the pieces between them.
        return value.Contains((byte)'\\')
            ? string.Join('\\', text.Split("\\\\").Select(part => part.Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\n", "\n", StringComparison.Ordinal)))
            : text;
    }

    private static CallProtocol ProtocolOf(MeshCounter counter, string protocol) =>
        counter >= MeshCounter.TcpReceivedBytes ? CallProtocol.Tcp : protocol == "grpc" ? CallProtocol.Http2 : CallProtocol.Http;

    /// <summary>Envoy never tells the policy where it is the source: there both principals, which come out of certificates, show it.</summary>
    private static TlsMode TlsOf(in Labels labels, CallReporter reporter) => labels.Policy switch
    {
        "mutual_tls" => TlsMode.Mutual,
        "none" => TlsMode.Plaintext,
        _ => reporter == CallReporter.Client && PrincipalOf(labels.SourcePrincipal).Length > 0 && PrincipalOf(labels.DestinationPrincipal).Length > 0
            ? TlsMode.Mutual
            : TlsMode.Unknown,
    };

    private static string PrincipalOf(string text) => text.StartsWith(Scheme, StringComparison.Ordinal) ? text : "";

    private static ushort CodeOf(string text) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var code) && code is >= 100 and < 600 ? code : (ushort)0;

    /// <summary>A service of the cluster is called <c>name.namespace.svc</c> and the cluster's domain.</summary>
    private static ServiceName? ServiceOf(in Labels labels)
    {
        var (name, @namespace) = (labels.ServiceName, labels.ServiceNamespace);
        return name.Length > 0 && @namespace.Length > 0 && labels.Service.StartsWith($"{name}.{@namespace}.svc.", StringComparison.Ordinal)
            ? new ServiceName(@namespace, name)
            : null;
    }

    /// <summary>In lower case, without a port; empty for what is no host name, addresses included.</summary>
    private static string HostOf(string text)
    {
        var colon = text.LastIndexOf(':');
        var host = (colon < 0 ? text : text[..colon]).TrimEnd('.').ToLowerInvariant();
        return host.Length is > 0 and <= MaxHostLength && host.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_')
            && !IpAddress.TryParse(host, out _)
            ? host
            : "";
    }

    private static int WholeInt(double amount) => amount >= int.MaxValue ? int.MaxValue : (int)amount;

    private static long WholeLong(double amount) => amount >= long.MaxValue ? long.MaxValue : (long)amount;

    private struct Labels
    {
        public Labels()
        {
        }

        public string Reporter = "";
        public string Protocol = "";
        public string Code = "";
        public string Flags = "";
        public string Policy = "";
        public string SourceWorkload = "";
        public string SourceNamespace = "";
        public string SourcePrincipal = "";
        public string DestinationWorkload = "";
        public string DestinationNamespace = "";
        public string DestinationPrincipal = "";
        public string Service = "";
        public string ServiceName = "";
        public string ServiceNamespace = "";
    }
}
