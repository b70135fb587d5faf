using Windsock.Benchmarks.InProcess;
using Windsock.Benchmarks.Measuring;

var table = new Table();
var wanted = args.Length == 0 ? ["decode", "counters"] : args;
foreach (var name in wanted)
{
    switch (name)
    {
        case "decode":
            InProcessBenchmarks.Decode(table);
            break;
        case "counters":
            InProcessBenchmarks.ToCounters(table);
            break;
        default:
            Console.Error.WriteLine($"Unknown benchmark '{name}': decode, counters");
            return 2;
    }
}

table.Print();
return table.AllMet ? 0 : 1;
