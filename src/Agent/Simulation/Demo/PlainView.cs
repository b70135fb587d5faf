using System.Globalization;

namespace Windsock.Agent.Simulation.Demo;

/// <summary>Plain lines every few seconds: for logs, pipes and screen readers.</summary>
/// <param name="output">Null when nobody is to be told.</param>
internal sealed class PlainView(TextWriter? output) : IDemoView
{
    private const int BusiestShown = 3;

    public TimeSpan Interval => TimeSpan.FromSeconds(3);

    public Task ShowAsync(Func<Action<DemoFrame>, Task> play) => play(Print);

    private void Print(DemoFrame frame)
    {
        if (output is null)
        {
            return;
        }

        if (frame.IsStandstill)
        {
            output.WriteLine($"{frame.Elapsed.TotalSeconds.ToString("0", CultureInfo.InvariantCulture),5}s  the world stands still: {DemoWords.Standstill}");
            return;
        }

        var (source, classes) = (frame.Source, frame.Classes);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{frame.Elapsed.TotalSeconds,5:0}s  {frame.FlowsPerSecond,5:0} flows/s  received {source.Received}  undecodable {source.Undecodable}  duplicates {source.Duplicates}  lost {source.Lost}  |  exact {classes.Exact}  inferred {classes.Inferred}  ambiguous {classes.Ambiguous}  unknown {classes.Unknown}  |  alerts {frame.Alerts}"));
        foreach (var row in frame.Tasks.Where(row => row.FlowsPerSecond > 0).OrderByDescending(row => row.FlowsPerSecond).Take(BusiestShown))
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"        {row.DagId}.{row.TaskId}: {row.FlowsPerSecond:0.0} flows/s, {row.Dropped} dropped, {row.HttpErrors} HTTP errors, {row.DnsFailures} DNS failures, last peer {(row.LastPeer.Length == 0 ? "-" : row.LastPeer)}"));
        }
    }
}
