using Google.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;
using Windsock.Exporter.Prometheus;
using Windsock.Exporter.Prometheus.Flows;
using Windsock.FlowCollector.CallReceivers;
using Windsock.FlowCollector.IstioAccessLog;
using Windsock.FlowCollector.IstioAccessLog.Protos;
using Windsock.Model.Calls;
using Windsock.Model.Flows;
using Windsock.Pipeline.Accounting;
using Windsock.Pipeline.Queues;
using Windsock.Pipeline.Sources;
using Windsock.Pipeline.Stages;

namespace Windsock.Benchmarks.InProcess;

/// <summary>The way of calls through the agent on one thread: decode, sort out copies, through the queue, attribute, count.</summary>
internal sealed class CallPath
{
    private readonly CallCorpus _corpus;
    private readonly AccessLogDecoder _decoder = new();
    private readonly CallOutput _output = new("bench", new SeenCalls());
    private readonly BoundedQueue<CallBatch> _queue = new("calls", 1_024, singleWriter: true);
    private readonly CallLedger _ledger = new("bench");
    private readonly CallWriter _writer;
    private readonly ReportingProxy[] _proxies;
    private readonly CallAttribution _attribution;
    private readonly FlowMetrics _metrics = new(new PrometheusOptions(), TimeProvider.System);
    private int _rounds;

    public CallPath(CallCorpus corpus)
    {
        _corpus = corpus;
        _writer = new CallWriter(_queue, _ledger, NullLogger.Instance);
        _attribution = new CallAttribution(DataPath.Attributor(corpus.Pods), new CallAttributionCounts());
        _proxies = [.. Enumerable.Range(0, corpus.Pods.Pods.Count).Select(Introduce)];
    }

    /// <summary>Takes the whole corpus once.</summary>
    /// <returns>How many calls that was.</returns>
    public int Round()
    {
        _corpus.Move(_rounds++);
        var now = Instant.FromDateTimeOffset(TimeProvider.System.GetUtcNow());
        for (var index = 0; index < _corpus.Messages.Count; index++)
        {
            AccessLogDecoder.TryRead(_corpus.Messages[index], out var parts);
            _output.Begin(_writer, now);
            _decoder.Decode(parts, _proxies[CallCorpus.SidecarOf(index)], _output);
            while (_queue.TryRead(out var batch))
            {
                _metrics.Observe(_attribution.Attribute(batch));
            }
        }

        return _ledger.Duplicates + _ledger.Undecodable + _ledger.Dropped == 0 ? _corpus.Calls : throw new InvalidOperationException("The corpus holds calls that are all read and all different.");
    }

    private ReportingProxy Introduce(int sidecar)
    {
        AccessLogDecoder.TryRead(new StreamAccessLogsMessage { Identifier = CallCorpus.Identifier(sidecar) }.ToByteArray(), out var parts);
        return _decoder.TryReadIdentifier(parts.Identifier, out var proxy, out _) ? proxy : throw new InvalidOperationException("The corpus's proxies introduce themselves.");
    }
}
