using Windsock.Exporter.Alerts.Http;
using Windsock.Pipeline.Sinks;

namespace Windsock.Exporter.Alerts.Probing;

/// <summary>Finds out whether one receiver can be reached, without telling it of any alert. Dispose it after use.</summary>
public sealed class ReceiverProbe : IDisposable
{
    private readonly OutboundClient _client;
    private readonly Func<OutboundRequest> _prepare;

    internal ReceiverProbe(string name, OutboundClient client, Func<OutboundRequest> prepare, bool asks)
    {
        (Name, _client, _prepare, Asks) = (name, client, prepare, asks);
    }

    /// <summary>As the sink is called: <c>alertmanager</c>, <c>webhook_default</c>, ...; for one of several instances with its address.</summary>
    public string Name { get; }

    /// <summary>The receiver answers a question that changes nothing. False: it has none, and only a connection is opened.</summary>
    public bool Asks { get; }

    /// <summary>One attempt.</summary>
    /// <returns>Why it cannot be reached, without secrets; <see cref="DeliveryOutcome.Delivered"/>: it can.</returns>
    /// <exception cref="OperationCanceledException">A stop was asked for.</exception>
    public Task<Delivery> ReachAsync(CancellationToken stop) => Asks ? _client.GetAsync(_prepare, stop) : _client.ConnectAsync(_prepare, stop);

    public void Dispose() => _client.Dispose();
}
