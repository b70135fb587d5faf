using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Windsock.FlowCollector.KubernetesAudit;
using Windsock.Model.Platform;
using Windsock.Pipeline.Accounting;
using Windsock.Pipeline.Queues;
using Windsock.Pipeline.Sources;

namespace Windsock.Benchmarks.Audit;

/// <summary>The audit port as the agent has it, with TLS and a token, in a process of its own; a reader empties its queue.</summary>
internal static class AuditReceiver
{
    public const string Token = "benchmark";

    /// <summary>Runs until a line comes in, then tells what it cost, and ends when the input does.</summary>
    public static async Task<int> RunAsync(int port, TextReader input, TextWriter output)
    {
        var folder = Directory.CreateTempSubdirectory("windsock-bench-");
        try
        {
            var queue = new BoundedQueue<PlatformBatch>("platform", 32, singleWriter: false, lendsWriter: false);
            var ledger = new PlatformLedger("audit");
            var parts = KubernetesAuditRegistration.Create(Options(folder.FullName, port), [], null, "audit", TimeProvider.System, NullLoggerFactory.Instance);
            using var stop = new CancellationTokenSource();
            var source = parts.Source!.RunAsync(new PlatformWriter(queue, ledger), stop.Token);
            var drain = DrainAsync(queue);
            while (ledger.Decoded == 0)
            {
                await Task.WhenAny(source, Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System));
            }

            var (before, cpu, clock) = (ledger.Decoded, Process.GetCurrentProcess().TotalProcessorTime, Stopwatch.StartNew());
            await output.WriteLineAsync("ready");
            await input.ReadLineAsync();
            using var process = Process.GetCurrentProcess();
            var reading = new AuditReading(ledger.Decoded - before, (process.TotalProcessorTime - cpu).TotalSeconds, clock.Elapsed.TotalSeconds, process.WorkingSet64 / 1e6);
            await output.WriteLineAsync(JsonSerializer.Serialize(reading));
            await stop.CancelAsync();
            await source;
            queue.Complete();
            await drain;
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task DrainAsync(BoundedQueue<PlatformBatch> queue)
    {
        while (await queue.WaitToReadAsync())
        {
            while (queue.TryRead(out _))
            {
            }
        }
    }

    private static KubernetesAuditOptions Options(string folder, int port)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = new CertificateRequest("CN=audit", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return new KubernetesAuditOptions
        {
            Enabled = true,
            Listen = new IPEndPoint(IPAddress.Loopback, port).ToString(),
            TokenFile = Write("token", Token),
            Tls = new AuditTlsOptions { CertFile = Write("tls.crt", certificate.ExportCertificatePem()), KeyFile = Write("tls.key", key.ExportPkcs8PrivateKeyPem()) },
        };

        string Write(string name, string text)
        {
            var path = Path.Combine(folder, name);
            File.WriteAllText(path, text);
            return path;
        }
    }
}

/// <summary>What a receiver measured of itself.</summary>
/// <param name="Megabytes">Its working set at the end.</param>
internal sealed record AuditReading(long Events, double CpuSeconds, double Seconds, double Megabytes);
