using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Windsock.Detection;
using Windsock.Detection.Alerting;
using Windsock.Exporter.Alerts;
using Windsock.Model.Alerts;
using Windsock.Model.Flows;
using Windsock.Model.Metrics;
using Windsock.Model.State;
using Windsock.Pipeline.Outbox;
using Windsock.Pipeline.Stages;
using Windsock.Pipeline.State;

namespace Windsock.Agent.Alerting;

/// <summary>From findings to receivers: the book of alerts, the outbox that keeps what is not delivered yet, the sinks, and the place
/// where all of them keep what must survive a restart. Dispose it after the pipeline has stopped.</summary>
internal sealed class AlertPath : IDisposable
{
    private readonly AlertSinks _sinks;
    private readonly Outbox<Alert>? _outbox;

    private AlertPath(AlertBook book, IStateStore store, AlertSinks sinks, Outbox<Alert>? outbox, ImmutableArray<IStage> stages, ImmutableArray<IStage> keepers, ImmutableArray<IMetricSource> metrics) =>
        (Book, Store, _sinks, _outbox, Stages, Keepers, Metrics) = (book, store, sinks, outbox, stages, keepers, metrics);

    public AlertBook Book { get; }

    /// <summary>Messages that wait for a receiver or are under way to one, once per receiver. Any thread.</summary>
    public long WaitingDeliveries => _outbox?.Waiting ?? 0;

    public IStateStore Store { get; }

    /// <summary>What delivers.</summary>
    public ImmutableArray<IStage> Stages { get; }

    /// <summary>What writes down.</summary>
    public ImmutableArray<IStage> Keepers { get; }

    public ImmutableArray<IMetricSource> Metrics { get; }

    public static AlertPath Create(AlertingSettings settings, string node, TimeProvider time, ILoggerFactory loggers)
    {
        var directory = settings.StateDirectory.Length == 0 ? null : new StateDirectory(settings.StateDirectory, time, loggers.CreateLogger("Windsock.State"));
        IStateStore store = directory is null ? new MemoryState() : directory;
        var sinks = AlertsRegistration.Create(settings.Sinks, settings.Links, time, loggers);
        var name = StateNames.Of(node);
        var outbox = sinks.Sinks.IsEmpty ? null : new Outbox<Alert>(
            settings.Outbox,
            directory is null ? null : Path.Combine(settings.StateDirectory, $"outbox-{name}"),
            new AlertCodec(AlertJson.Write, AlertJson.Read),
            sinks.Sinks.Select(sink => new OutboxSink<Alert>(sink, sink.Wants)),
            time,
            loggers.CreateLogger("Windsock.Outbox"));
        var book = new AlertBook(
            settings.Policy,
            DetectionRules.All,
            [new AlertLog(loggers.CreateLogger<AlertLog>()), .. outbox is null ? Array.Empty<IAlertObserver>() : [new AlertsToOutbox(outbox)]],
            Instant.FromDateTimeOffset(time.GetUtcNow()),
            settings.Owners,
            store,
            $"alerts-{name}");
        foreach (var restored in sinks.Restored)
        {
            foreach (var alert in book.Current)
            {
                restored.Observe(alert);
            }
        }

        return new AlertPath(
            book,
            store,
            sinks,
            outbox,
            [.. outbox is null ? Array.Empty<IStage>() : [outbox], .. sinks.Stages],
            directory is null ? [] : [directory],
            [book, .. outbox is null ? Array.Empty<IMetricSource>() : [outbox.Metrics], .. directory is null ? Array.Empty<IMetricSource>() : [directory.Metrics], .. sinks.Metrics]);
    }

    public void Dispose() => _sinks.Dispose();
}
