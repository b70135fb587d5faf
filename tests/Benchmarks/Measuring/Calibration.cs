using Windsock.Benchmarks.InProcess;

namespace Windsock.Benchmarks.Measuring;

/// <summary>How fast this machine is beside the one the budgets were set on. Both parsed the recorded flows with Google.Protobuf, a
/// work of which nothing is ours: 0.8 M flows/s there.</summary>
internal static class Calibration
{
    private const double ReferencePerSecond = 0.8e6;

    public static double MeasureSpeed() => Run.Alone(InProcessBenchmarks.Parsing(Corpus.Recorded())).PerSecond / ReferencePerSecond;
}
