using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Windsock.Benchmarks.Measuring;
using Windsock.FlowCollector.KubernetesAudit;
using Windsock.FlowCollector.KubernetesAudit.Decoding;
using Windsock.FlowCollector.KubernetesAudit.Envelopes;
using Windsock.Model.Flows;
using Windsock.Testing;

namespace Windsock.Benchmarks.Audit;

/// <summary>Audit events of API servers: from the bytes of a batch to actions, and over HTTPS from another process at the rate at which one
/// API server sends no more.</summary>
internal static class AuditBenchmarks
{
    private const int EventsPerSecond = 4_000;

    private static readonly TimeSpan LiveLength = TimeSpan.FromSeconds(60);

    public static void Decode(Table table)
    {
        var corpus = new AuditCorpus();
        var (ours, theirs) = Run.InTurn(Reading(corpus), new AuditReference(corpus).Round);
        table.Add(
            string.Create(CultureInfo.InvariantCulture, $"audit events ({corpus.Body.Length / AuditCorpus.EventCount} bytes each) to actions"),
            $"{Table.Millions(ours.PerSecond)}, {Table.Bytes(ours.BytesPerItem)}/event", $"JsonSerializer {Table.Millions(theirs.PerSecond)}, {Table.Bytes(theirs.BytesPerItem)}/event",
            Table.Ratio(ours.PerSecond / theirs.PerSecond), ">= 0.08 M/s", speed => ours.PerSecond >= 0.08e6 * speed);
    }

    public static async Task LiveAsync(Table table)
    {
        var corpus = new AuditCorpus();
        var port = FreePort.Next();
        using var receiver = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["receive-audit", port.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        if (await receiver.StandardOutput.ReadLineAsync() != "ready")
        {
            throw new InvalidOperationException("The receiver of audit events did not start.");
        }

        using var transport = new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.Subject == "CN=audit" } };
        using var client = new HttpClient(transport) { BaseAddress = new Uri($"https://127.0.0.1:{port}") };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AuditReceiver.Token);
        var refused = await SendAsync(client, corpus);
        await receiver.StandardInput.WriteLineAsync("stop");
        var reading = JsonSerializer.Deserialize<AuditReading>(await receiver.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The receiver told no figures."))!;
        receiver.StandardInput.Close();
        await receiver.WaitForExitAsync();
        table.Add(
            $"audit events over HTTPS, {EventsPerSecond:N0}/s for 60 s, agent CPU of one core",
            string.Create(CultureInfo.InvariantCulture, $"{Table.Percent(reading.CpuSeconds / reading.Seconds)}, {reading.Events / reading.Seconds:F0} events/s, {reading.Megabytes:F0} MB, {refused} refused"),
            "", "", "<= 50 %, all taken",
            speed => reading.CpuSeconds / reading.Seconds <= 0.5 / speed && refused == 0 && reading.Events == LiveLength.TotalSeconds * EventsPerSecond);
    }

    /// <summary>One batch after the other in its time, as the batch backend of an API server throttles itself.</summary>
    private static async Task<int> SendAsync(HttpClient client, AuditCorpus corpus)
    {
        var sending = new List<Task<bool>>();
        using var beat = new PeriodicTimer(TimeSpan.FromSeconds((double)AuditCorpus.EventCount / EventsPerSecond));
        for (var batch = 1; batch <= LiveLength.TotalSeconds * EventsPerSecond / AuditCorpus.EventCount; batch++)
        {
            sending.Add(PostAsync(client, corpus.Fresh(batch)));
            await beat.WaitForNextTickAsync();
        }

        return (await Task.WhenAll(sending)).Count(isTaken => !isTaken);
    }

    private static async Task<bool> PostAsync(HttpClient client, byte[] body)
    {
        using var content = new ByteArrayContent(body);
        using var answer = await client.PostAsync(new Uri("/v1/audit", UriKind.Relative), content);
        return answer.IsSuccessStatusCode;
    }

    private static Func<int> Reading(AuditCorpus corpus)
    {
        var envelope = new NativeEnvelope(new AuditEventReaders(new KubernetesAuditOptions()));
        var sender = new AuditSender(new DefaultHttpContext());
        return () =>
        {
            var intake = new AuditIntake(sender, envelope.Source, new Instant(1));
            using var body = new MemoryStream(corpus.Body, writable: false);
            var reading = envelope.ReadAsync(body, intake, CancellationToken.None);
            return reading.IsCompletedSuccessfully && intake.Events.Count == AuditCorpus.EventCount
                ? intake.Events.Count
                : throw new InvalidOperationException("An event of the corpus was not read.");
        };
    }
}
