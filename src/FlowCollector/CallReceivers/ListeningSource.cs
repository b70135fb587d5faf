using Microsoft.Extensions.Logging;
using Windsock.Model.Flows;
using Windsock.Pipeline.Sources;

namespace Windsock.FlowCollector.CallReceivers;

/// <summary>A source of calls that listens on the port: what all of them do alike.</summary>
/// <param name="protection">Said with the address when it begins to listen; empty or a half sentence.</param>
internal sealed class ListeningSource(string name, ReceiverPort port, string protection, TimeProvider time, ILogger logger) : ICallSource
{
    private volatile CallWriter? _writer;
    private int _hasSaidForeign;

    public string Name => name;

    /// <summary>Null until it runs. It stays after that: what comes late is dropped there, and counted.</summary>
    public CallWriter? Writer => _writer;

    public Instant Now => Instant.FromDateTimeOffset(time.GetUtcNow());

    /// <exception cref="IOException">The port cannot be opened.</exception>
    public async Task RunAsync(CallWriter writer, CancellationToken stop)
    {
        _writer = writer;
        try
        {
            var address = await port.JoinAsync();
            ReceiverLog.Listens(logger, name, address.ToString(), protection);
            writer.ReportUp(true);
            await Task.Delay(Timeout.InfiniteTimeSpan, time, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
        finally
        {
            writer.ReportUp(false);
            await port.LeaveAsync();
        }
    }

    /// <summary>Says once that somebody poses as a pod; all of them are counted.</summary>
    public void SayForeign(IpAddress remote, ReportingProxy proxy, string key)
    {
        if (Interlocked.Exchange(ref _hasSaidForeign, 1) == 0)
        {
            ReceiverLog.ForeignSender(logger, name, remote.ToString(), $"{proxy.Endpoint.Namespace}/{proxy.Endpoint.PodName}", key);
        }
    }
}
