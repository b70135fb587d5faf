using Windsock.FlowCollector.CallReceivers;
using Windsock.FlowCollector.MeshMetrics.Counters;
using Windsock.FlowCollector.MeshMetrics.Exposition;
using Windsock.FlowCollector.MeshMetrics.Targets;
using Windsock.Model.Calls;
using Windsock.Model.Flows;
using Windsock.Pipeline.Accounting;
using Windsock.Pipeline.Sources;

namespace Windsock.FlowCollector.MeshMetrics.Scraping;

/// <summary>One look at one proxy: fetches its page, works out what has grown, and hands it over as calls. Different proxies may be looked
/// at at the same time.</summary>
internal sealed class ProxyLook(ProxyPages pages, MeshPods pods, IAccessLogPresence accessLogs, MeshMetricsCounts counts, TimeProvider time)
{
    /// <param name="memory">Of this proxy; not used by anybody else meanwhile.</param>
    /// <param name="agentStartedAt">See <see cref="ProxyMemory.BasisFor"/>.</param>
    /// <exception cref="OperationCanceledException">A stop was asked for.</exception>
    public async Task<(ScrapeOutcome Outcome, string Detail)> TakeAsync(
        MeshPod proxy, ProxyMemory memory, Instant agentStartedAt, CallWriter writer, CancellationToken stop)
    {
        if (proxy.Proxy == TargetKind.Sidecar && accessLogs.SendsAccessLog(proxy.Namespace, proxy.Name))
        {
            memory.Leave();
            return (ScrapeOutcome.AccessLog, "");
        }

        var beganAt = Now();
        memory.Increases.Begin(memory.BasisFor(proxy.ProxyStartedAt, agentStartedAt));
        var reader = new PageReader(memory.Increases);
        var parser = new ExpositionParser(reader);
        var answer = await pages.ReadAsync(proxy, parser, stop).ConfigureAwait(false);
        writer.CountUndecodable(CallFailure.Malformed, parser.Unreadable);
        if (answer.Outcome != ScrapeOutcome.Ok || memory.Increases.IsBare)
        {
            return answer;
        }

        if (proxy.Proxy == TargetKind.Sidecar && !IsUsable(proxy, reader, memory, out var outcome))
        {
            memory.Leave();
            return (outcome, "");
        }

        CountPassedOver(reader);
        memory.Commit(proxy.ProxyStartedAt, beganAt);
        Write(proxy, memory.Workload, reader, writer);
        return answer;
    }

    private bool IsUsable(MeshPod pod, PageReader reader, ProxyMemory memory, out ScrapeOutcome outcome)
    {
        outcome = ScrapeOutcome.AccessLog;
        if (accessLogs.SendsAccessLog(pod.Namespace, pod.Name))
        {
            counts.Count(PassedOver.AccessLog, reader.Grown.Count);
            return false;
        }

        outcome = ScrapeOutcome.AnotherPod;
        if (SideOwners.AreAllOfAnother(pod, memory.Workload, reader.Sides))
        {
            counts.Count(PassedOver.AnotherPod, reader.Grown.Count);
            return false;
        }

        memory.Workload = memory.Workload.Length > 0 ? memory.Workload : SideOwners.WorkloadIn(reader.Sides);
        return true;
    }

    private void CountPassedOver(PageReader reader)
    {
        foreach (var reason in Enum.GetValues<PassedOver>())
        {
            counts.Count(reason, reader.Count(reason));
        }
    }

    private void Write(MeshPod proxy, string workload, PageReader reader, CallWriter writer)
    {
        var now = Now();
        var calls = new Call[Math.Min(reader.Grown.Count, CallBatch.MaxCount)];
        var count = 0;
        var left = reader.Grown.Count;
        foreach (var (side, amounts) in reader.Grown)
        {
            left--;
            if (OwnerOf(proxy, workload, side) is { } pod)
            {
                calls[count++] = MeshMetricsMapper.ToCall(side, amounts, pod, pod.HasEnded ? pod.AliveAt : now);
            }

            if (count == CallBatch.MaxCount)
            {
                writer.TryWrite(new CallBatch(calls, count, MeshMetricsSource.SourceName, now));
                (calls, count) = (new Call[Math.Min(left, CallBatch.MaxCount)], 0);
            }
        }

        writer.TryWrite(new CallBatch(calls, count, MeshMetricsSource.SourceName, now));
    }

    private MeshPod? OwnerOf(MeshPod proxy, string workload, in MeasuredSide side)
    {
        var reason = PassedOver.AnotherPod;
        var pod = proxy.Proxy == TargetKind.Ztunnel ? SideOwners.OfZtunnel(proxy, side, pods.All, out reason)
            : SideOwners.CanBe(proxy, workload, side) ? proxy
            : null;
        if (pod is null)
        {
            counts.Count(reason);
        }

        return pod;
    }

    private Instant Now() => Instant.FromDateTimeOffset(time.GetUtcNow());
}
