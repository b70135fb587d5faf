using System.Globalization;
using Windsock.Benchmarks.Audit;
using Windsock.Benchmarks.InProcess;
using Windsock.Benchmarks.Measuring;
using Windsock.Benchmarks.Memory;
using Windsock.Benchmarks.Socket;

// Started by the benchmarks themselves, as the other process.
switch (args)
{
    case ["serve", var socket, var rate]:
        return await BenchServer.RunAsync(socket, int.Parse(rate, CultureInfo.InvariantCulture), Corpus.Recorded().Responses, CancellationToken.None);
    case ["read" or "read-unpaced", var socket, var seconds]:
        return await SocketReader.RunAsync(socket, TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture)), args[0] == "read", CancellationToken.None);
    case ["receive-audit", var port]:
        return await AuditReceiver.RunAsync(int.Parse(port, CultureInfo.InvariantCulture), Console.In, Console.Out);
    case ["read-plain", var socket, var seconds]:
        return await PlainReader.RunAsync(socket, TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture)), CancellationToken.None);
}

// Memory first: what the others leave on the heap is not the agent's.
string[] all = ["memory", "single", "decode", "counters", "tries", "live", "connections", "calls", "audit", "scrape", "socket", "peak", "rates", "idle", "audit-live"];
var table = new Table(new Lazy<double>(Calibration.MeasureSpeed));
foreach (var name in args.Length == 0 ? all : args)
{
    switch (name)
    {
        case "memory":
            MemoryBenchmarks.Resident(table);
            break;
        case "single":
            MemoryBenchmarks.Single(table);
            break;
        case "decode":
            InProcessBenchmarks.Decode(table);
            break;
        case "counters":
            InProcessBenchmarks.ToCounters(table);
            break;
        case "tries":
            InProcessBenchmarks.WithTries(table);
            break;
        case "live":
            InProcessBenchmarks.WithLive(table);
            break;
        case "connections":
            MemoryBenchmarks.Connections(table);
            break;
        case "calls":
            InProcessBenchmarks.Calls(table);
            break;
        case "audit":
            AuditBenchmarks.Decode(table);
            break;
        case "audit-live":
            await AuditBenchmarks.LiveAsync(table);
            break;
        case "scrape":
            MemoryBenchmarks.Scrape(table);
            break;
        case "socket":
            await SocketBenchmarks.FullSpeedAsync(table);
            break;
        case "peak":
            await SocketBenchmarks.PeakAsync(table);
            break;
        case "idle":
            await SocketBenchmarks.IdleAsync(table);
            break;
        case "rates":
            await SocketBenchmarks.RatesAsync(table);
            break;
        default:
            Console.Error.WriteLine($"Unknown benchmark '{name}'; known: {string.Join(", ", all)}");
            return 2;
    }
}

table.Print();
return table.AllMet ? 0 : 1;
