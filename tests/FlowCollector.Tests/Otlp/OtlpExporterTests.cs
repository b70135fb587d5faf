using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using Windsock.FlowCollector.Tests.CallReceivers;
using Windsock.Model.Calls;
using Windsock.Model.Flows;
using Windsock.Testing;

namespace Windsock.FlowCollector.Tests.Otlp;

/// <summary>The receivers against the exporter of OpenTelemetry .NET, which shares no code with them.</summary>
public sealed class OtlpExporterTests
{
    private const int Count = 500;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(OtlpExportProtocol.Grpc)]
    [InlineData(OtlpExportProtocol.HttpProtobuf)]
    public async Task Log_records_with_the_labels_arrive_as_calls(OtlpExportProtocol protocol)
    {
        await using var receiver = await RunningReceiver.StartAsync(new TakenCalls(), RunningReceiver.Trusting);
        var before = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
        using (var loggers = LoggerFactory.Create(logging => logging.AddOpenTelemetry(options => options.AddOtlpExporter(exporter =>
        {
            exporter.Protocol = protocol;
            exporter.Endpoint = protocol == OtlpExportProtocol.Grpc ? receiver.Grpc : receiver.Logs;
            exporter.TimeoutMilliseconds = (int)Patience.TotalMilliseconds;
        }))))
        {
            var logger = loggers.CreateLogger("envoy");
            for (var number = 0; number < Count; number++)
            {
                var attributes = Attributes(number);
                logger.Log(LogLevel.Information, default, attributes, null, static (_, _) => "a line");
            }
        }

        // The factory has flushed: what it sent has been answered.
        var calls = receiver.Taken.Read();
        Assert.Equal((Count, 0L), (calls.Count, receiver.Taken.Ledger.Undecodable));
        Assert.Equal(Enumerable.Range(0, Count).Select(number => (ulong)number), calls.Select(call => call.RequestId.High >> 32));
        Assert.All(calls, call =>
        {
            Assert.Equal(("airflow", "task-1", CallReporter.Client), (call.Client.Namespace, call.Client.PodName, call.Reporter));
            Assert.Equal((new ServiceName("data", "db"), 503, "GET", TlsMode.Mutual), (call.Service, call.Code, call.Method, call.Tls));
            Assert.Equal((17L, 7_000_000L), (call.SentBytes, call.DurationNanoseconds));
            Assert.Equal(ResponseFlags.UpstreamConnectionFailure | ResponseFlags.UpstreamRetryLimitExceeded, call.Flags);
            Assert.InRange(call.Time.ToDateTimeOffset(), before, before + Patience);
        });
    }

    /// <summary>Numbers as such, where .NET has numbers.</summary>
    private static List<KeyValuePair<string, object?>> Attributes(int number)
    {
        List<KeyValuePair<string, object?>> attributes = [];
        foreach (var attribute in Record.Outbound().Attributes)
        {
            attributes.Add(new(attribute.Key, attribute.Key switch
            {
                "rid" => $"{number:x8}-8f3a-4b53-9a6e-0d4d5f5c6b7a",
                "code" => 503,
                "rx" => 17L,
                "duration" => 7.25,
                _ => attribute.Value.StringValue,
            }));
        }

        return attributes;
    }
}
