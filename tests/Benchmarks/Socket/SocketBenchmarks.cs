using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Windsock.Benchmarks.Measuring;

namespace Windsock.Benchmarks.Socket;

/// <summary>The agent against a Hubble server in another process over a unix socket: at full speed, and at the rates nodes have,
/// where wake-ups cost more than flows.</summary>
internal static class SocketBenchmarks
{
    private const int Rounds = 3;

    public static async Task FullSpeedAsync(Table table)
    {
        var (ours, plain) = await InTurnAsync("read", "read-plain", rate: 0, TimeSpan.FromSeconds(6));
        table.Add(
            "unix socket at full speed, agent CPU per flow",
            $"{Table.Micros(ours.CpuPerFlow)}, {Table.Millions(ours.PerSecond)}", $"plain HttpClient reader {Table.Micros(plain.CpuPerFlow)}, {Table.Millions(plain.PerSecond)}",
            Table.Ratio(plain.CpuPerFlow / ours.CpuPerFlow), "<= 2 us", speed => ours.CpuPerFlow <= 2e-6 / speed);
    }

    /// <summary>The pace of reading must not slow a fast server down: its peak with and without.</summary>
    public static async Task PeakAsync(Table table)
    {
        var (paced, eager) = await InTurnAsync("read", "read-unpaced", rate: 0, TimeSpan.FromSeconds(6));
        table.Add(
            "unix socket at full speed, paced",
            Table.Millions(paced.PerSecond), $"without the pace {Table.Millions(eager.PerSecond)}",
            Table.Ratio(paced.PerSecond / eager.PerSecond), ">= 0.95x", _ => paced.PerSecond >= 0.95 * eager.PerSecond);
    }

    public static async Task IdleAsync(Table table)
    {
        var idle = new List<Reading>();
        for (var round = 0; round < Rounds; round++)
        {
            idle.Add(await MeasureAsync("read", rate: -1, TimeSpan.FromSeconds(10)));
        }

        var share = idle.Select(reading => reading.CpuShare).Order().ElementAt(Rounds / 2);
        table.Add("idle agent, a stream without flows, CPU of one core", $"{share * 100:F2} %", "", "", "<= 0.5 %", speed => share <= 0.005 / speed);
    }

    public static async Task RatesAsync(Table table)
    {
        foreach (var (rate, budget) in ((int, double)[])[(1_000, 0.02), (5_000, 0.04), (20_000, 0.06)])
        {
            var (ours, plain) = await InTurnAsync("read", "read-plain", rate, TimeSpan.FromSeconds(10));
            table.Add(
                string.Create(CultureInfo.InvariantCulture, $"unix socket at {rate:N0} flows/s one by one, agent CPU of one core"),
                $"{Table.Percent(ours.CpuShare)}, delay p50 {Table.Millis(ours.DelayAt(0.5))} p99 {Table.Millis(ours.DelayAt(0.99))}", $"plain HttpClient reader {Table.Percent(plain.CpuShare)}",
                Table.Ratio(plain.CpuShare / ours.CpuShare), $"<= {budget * 100:F0} %, 50 ms", speed => ours.CpuShare <= budget / speed && ours.DelayAt(0.99) <= 0.05);
        }
    }

    /// <summary>Median of the rounds by CPU per flow, both kinds of reader in turn.</summary>
    private static async Task<(Reading Measured, Reading Reference)> InTurnAsync(string measured, string reference, int rate, TimeSpan length)
    {
        var (ours, theirs) = (new List<Reading>(), new List<Reading>());
        for (var round = 0; round < Rounds; round++)
        {
            ours.Add(await MeasureAsync(measured, rate, length));
            theirs.Add(await MeasureAsync(reference, rate, length));
        }

        return (Median(ours), Median(theirs));
    }

    private static Reading Median(List<Reading> readings) => readings.OrderBy(reading => reading.CpuPerFlow).ElementAt(readings.Count / 2);

    private static async Task<Reading> MeasureAsync(string reader, int rate, TimeSpan length)
    {
        var folder = Directory.CreateTempSubdirectory("windsock-bench-");
        try
        {
            var socket = Path.Combine(folder.FullName, "hubble.sock");
            using var server = Start(["serve", socket, rate.ToString(CultureInfo.InvariantCulture)]);
            if (await server.StandardOutput.ReadLineAsync() != "ready")
            {
                throw new InvalidOperationException("The benchmark's server did not start.");
            }

            using var reading = Start([reader, socket, length.TotalSeconds.ToString(CultureInfo.InvariantCulture)]);
            var line = await reading.StandardOutput.ReadLineAsync();
            await reading.WaitForExitAsync();
            server.StandardInput.Close();
            await server.WaitForExitAsync();
            return JsonSerializer.Deserialize<Reading>(line ?? throw new InvalidOperationException($"'{reader}' ended with code {reading.ExitCode} and no figures."))!;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Process Start(IEnumerable<string> arguments) => Process.Start(new ProcessStartInfo(Environment.ProcessPath!, arguments)
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;
}
