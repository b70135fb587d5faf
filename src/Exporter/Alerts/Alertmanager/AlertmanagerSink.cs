using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Windsock.Exporter.Alerts.Http;
using Windsock.Exporter.Alerts.Links;
using Windsock.Model.Alerts;
using Windsock.Model.Flows;
using Windsock.Pipeline.Sinks;

namespace Windsock.Exporter.Alerts.Alertmanager;

/// <summary>Tells every instance of Alertmanager what fires: at once when it changes, and again while it does. One instance that took it is
/// enough, because the others hear it at the next turn. Any thread.</summary>
internal sealed partial class AlertmanagerSink : ISink<Alert>, IAlertObserver
{
    public const string Key = "alerts.alertmanager";

    private readonly AlertmanagerMapper _mapper;
    private readonly OutboundClient _client;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly bool _sendsResolved;
    private AlertmanagerRoster _roster = AlertmanagerRoster.Empty;
    private string _lastFailure = "";

    public AlertmanagerSink(AlertmanagerOptions options, AlertLinks links, OutboundClient client, TimeProvider time, ILogger logger)
    {
        _mapper = new AlertmanagerMapper(options, links);
        (_client, _time, _logger, _sendsResolved) = (client, time, logger, options.SendResolved);
        Instances = [.. options.Urls.Select(url => new AlertmanagerInstance(url))];
    }

    public string Name => "alertmanager";

    public ImmutableArray<AlertmanagerInstance> Instances { get; }

    public AlertmanagerRoster Roster => Volatile.Read(ref _roster);

    /// <summary>Takes in what is said at the next turn; sends nothing.</summary>
    public void Observe(Alert alert) => Update(roster => roster.Apply(alert));

    /// <summary>Sends all that is known of the alert, so that an older message which comes late does no harm.</summary>
    public async Task<Delivery> DeliverAsync(Alert item, CancellationToken stop)
    {
        var now = Now();
        var entry = Update(roster => roster.Apply(item).Expire(now)).Find(item.Fingerprint);
        (Alert, RosterMember)[] members = entry is null ? [] : [.. ToBeSaid(entry)];
        return members.Length == 0 ? Delivery.Delivered : Together(await PostAsync(Instances, members, now, stop).ConfigureAwait(false));
    }

    /// <summary>Says again what fires, and what was resolved lately.</summary>
    public async Task ResendAsync(CancellationToken stop)
    {
        var now = Now();
        var members = Update(roster => roster.Expire(now)).Entries.SelectMany(ToBeSaid);
        var (failure, listening) = ("", Instances);
        foreach (var part in members.Chunk(AlertmanagerMapper.MaxAlerts))
        {
            var deliveries = await PostAsync(listening, part, now, stop).ConfigureAwait(false);
            failure = Together(deliveries) is { Outcome: not DeliveryOutcome.Delivered, Why: var why } ? why : failure;

            // Who is not there for one part would make the others wait at each of the rest.
            listening = [.. listening.Where((_, i) => deliveries[i].Outcome != DeliveryOutcome.Retryable)];
            if (listening.IsEmpty)
            {
                break;
            }
        }

        Say(failure);
    }

    private IEnumerable<(Alert Alert, RosterMember Member)> ToBeSaid(RosterEntry entry) =>
        entry.Members.Values.Where(member => member.IsFiring || _sendsResolved).Select(member => (entry.Alert, member));

    private async Task<Delivery[]> PostAsync(ImmutableArray<AlertmanagerInstance> instances, (Alert Alert, RosterMember Member)[] members, Instant now, CancellationToken stop)
    {
        var body = _mapper.ToJson(members, now);
        return await Task.WhenAll(instances.Select(instance => PostAsync(instance, body, stop))).ConfigureAwait(false);
    }

    private static Delivery Together(Delivery[] deliveries)
    {
        if (deliveries.Any(delivery => delivery.Outcome == DeliveryOutcome.Delivered))
        {
            return Delivery.Delivered;
        }

        var why = string.Join("; ", deliveries.Select(delivery => delivery.Why).Distinct(StringComparer.Ordinal));
        return deliveries.Any(delivery => delivery.Outcome == DeliveryOutcome.Retryable)
            ? Delivery.Retryable(why, deliveries.Max(delivery => delivery.RetryAfter))
            : Delivery.Rejected(why);
    }

    private async Task<Delivery> PostAsync(AlertmanagerInstance instance, byte[] body, CancellationToken stop)
    {
        var delivery = await _client.PostAsync(() => new OutboundRequest(instance.Address, $"{Key}.urls", body) { Mend = Mend }, stop).ConfigureAwait(false);
        instance.Count(delivery.Outcome);
        return delivery;
    }

    internal static string Mend(int status) => status switch
    {
        401 or 403 => $"set {Key}.http.tokenFile or headers to what it wants",
        404 or 405 => $"set {Key}.urls to the addresses of Alertmanager, with their path prefix, without /api/v2",
        _ => "",
    };

    private void Say(string failure)
    {
        var last = Interlocked.Exchange(ref _lastFailure, failure);
        if (failure.Length > 0 && failure != last)
        {
            LogFailed(_logger, failure);
        }
        else if (failure.Length == 0 && last.Length > 0)
        {
            LogRecovered(_logger);
        }
    }

    private AlertmanagerRoster Update(Func<AlertmanagerRoster, AlertmanagerRoster> change)
    {
        while (true)
        {
            var before = Volatile.Read(ref _roster);
            var after = change(before);
            if (ReferenceEquals(Interlocked.CompareExchange(ref _roster, after, before), before))
            {
                return after;
            }
        }
    }

    private Instant Now() => Instant.FromDateTimeOffset(_time.GetUtcNow());

    [LoggerMessage(6100, LogLevel.Warning, "alertmanager: what fires could not be said again: {Failure}; said again only when the text changes")]
    private static partial void LogFailed(ILogger logger, string failure);

    [LoggerMessage(6101, LogLevel.Information, "alertmanager: hears again what fires.")]
    private static partial void LogRecovered(ILogger logger);
}
