using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Windsock.FlowCollector.KubernetesAudit.Port;
using Windsock.Model.Flows;
using Windsock.Model.Platform;
using Windsock.Pipeline.Sources;

namespace Windsock.FlowCollector.KubernetesAudit;

/// <summary>Listens for audit events until it is stopped. Begins with a gap: nobody knows what was sent before.</summary>
internal sealed class KubernetesAuditSource(
    KubernetesAuditOptions options, ImmutableArray<IAuditEnvelope> envelopes, AuditDelivery delivery, AuditCounts counts, ListeningTimes times, TimeProvider time, ILogger logger) : IPlatformSource
{
    /// <summary>Of the port, for all of its envelopes.</summary>
    public const string SourceName = "audit";

    /// <summary>How exactly it is known after a crash how long nobody listened.</summary>
    private static readonly TimeSpan NoteEvery = TimeSpan.FromMinutes(1);

    public string Name => SourceName;

    private Instant Now => Instant.FromDateTimeOffset(time.GetUtcNow());

    /// <exception cref="IOException">The port cannot be opened, or a certificate file cannot be used.</exception>
    public async Task RunAsync(PlatformWriter writer, CancellationToken stop)
    {
        var sayings = new AuditSayings(logger, time);
        var endpoint = new AuditEndpoint(options, envelopes, delivery, counts, sayings, time);
        var since = times.Last;
        delivery.Writer = writer;
        var listener = await AuditListener.StartAsync(options, endpoint, counts, sayings, time, stop).ConfigureAwait(false);
        await using (listener.ConfigureAwait(false))
        {
            Say(listener.Address.ToString(), since);
            writer.ReportUp(true);
            try
            {
                await writer.WriteAsync(new PlatformBatch([new PlatformGap(Name, "not_listening", since, Now)], Name, Now)).ConfigureAwait(false);
                await ListenAsync(stop).ConfigureAwait(false);
            }
            finally
            {
                writer.ReportUp(false);
            }
        }

        times.Note(Now);
    }

    private async Task ListenAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(NoteEvery, time);
        try
        {
            do
            {
                times.Note(Now);
            }
            while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // What comes now is answered 503 as soon as the queue takes no more.
        }
    }

    private void Say(string address, Instant since)
    {
        var protection = options.Tls switch
        {
            { ClientCaFile.Length: > 0 } => "with TLS and client certificates",
            { IsEnabled: true } => "with TLS",
            _ => "in plaintext",
        };
        KubernetesAuditLog.Listens(logger, address, protection, string.Join(", ", envelopes.Select(envelope => envelope.Path)));
        if (!options.Tls.IsEnabled || !options.Authenticates)
        {
            KubernetesAuditLog.Insecure(logger, options.Authenticates ? "there is no TLS" : options.Tls.IsEnabled ? "no sender is authenticated" : "there is neither TLS nor any sender authentication", address);
        }

        if (!since.IsMissing)
        {
            KubernetesAuditLog.WasAway(logger, since.ToString());
        }
    }
}
