using System.Collections.Immutable;
using Windsock.Exporter.Alerts.Http;
using Windsock.Model.Metrics;
using Windsock.Pipeline.Sinks;

namespace Windsock.Exporter.Alerts.Alertmanager;

/// <summary>One Alertmanager and how requests to it went.</summary>
internal sealed class AlertmanagerInstance
{
    private readonly Counter[] _counts = [.. Enum.GetValues<DeliveryOutcome>().Select(_ => new Counter())];

    /// <param name="url">Validated.</param>
    public AlertmanagerInstance(string url)
    {
        var root = new Uri(url);
        Address = new Uri(root.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/api/v2/alerts");
        Name = ReceiverAddress.Shown(root) + root.AbsolutePath.TrimEnd('/');
    }

    public Uri Address { get; }

    /// <summary>Host, port and path: the label <c>instance</c>.</summary>
    public string Name { get; }

    /// <summary>Requests in the order of <see cref="DeliveryOutcome"/>.</summary>
    public ImmutableArray<long> Counts => [.. _counts.Select(count => count.Value)];

    public void Count(DeliveryOutcome outcome) => _counts[(int)outcome].Add();
}
