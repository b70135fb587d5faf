using System.Globalization;
using System.Text.Json.Nodes;
using Windsock.Testing;

namespace Windsock.EndToEnd.Tests.Demo;

/// <summary>One <c>windsock demo</c> as a process of its own.</summary>
internal sealed class DemoRun : IAsyncDisposable
{
    /// <summary>Incidents of the first 20 s, by an agent that hears no proxies.</summary>
    private const int LeastIncidents = 12;

    private readonly ChildProcess _process;
    private readonly TimeSpan _length;

    /// <param name="more">Further arguments.</param>
    public DemoRun(int seed, TimeSpan length, params string[] more)
    {
        _length = length;
        string[] arguments =
        [
            "demo", "--for", string.Create(CultureInfo.InvariantCulture, $"{length.TotalSeconds}s"), "--seed", seed.ToString(CultureInfo.InvariantCulture),
            "-o", "json", "--listen", $"127.0.0.1:{FreePort.Next()}", .. more,
        ];
        _process = WindsockProgram.Start(arguments);
    }

    public bool HasExited => _process.HasExited;

    /// <summary>Causes by the truth and by the agent; empty before <see cref="JudgeAsync"/>.</summary>
    public IReadOnlyList<CauseCount> Causes { get; private set; } = [];

    /// <summary>Waits for its end and answers what is wrong with it: nothing when all books balance, the diagnoses hold and the alerts arrived.</summary>
    public async Task<IReadOnlyList<string>> JudgeAsync()
    {
        // The agent may take its time to start and to settle on a busy machine; the demo bounds both by 30 s itself.
        var code = await _process.ExitAsync(_length + TimeSpan.FromSeconds(90));
        if (code is not (0 or 3))
        {
            return [$"exit code {code}: {string.Join('\n', _process.Errors)}"];
        }

        var report = JsonNode.Parse(_process.Output)!;
        var equations = report["equations"]!.AsArray();
        List<string> wrong = [.. equations.Where(one => !one!["holds"]!.GetValue<bool>()).Select(one => $"{one!["name"]}: {one["left"]} is not {one["right"]} (doubt {one["doubt"]})")];
        wrong.AddRange(report["diagnoses"]!["tries"]!.AsArray().Where(one => !one!["namesThePeer"]!.GetValue<bool>()).Select(one =>
            $"{one!["try"]} is {one["trueCause"]} {one["truePeer"]}:{one["truePort"]}, told {one["toldResult"]} {one["toldCause"]} ({one["confidence"]}) {one["toldPeer"]}:{one["toldPort"]} {one["sentence"]}"));
        Causes = [.. report["diagnoses"]!["causes"]!.AsArray().Select(CauseCount.Of)];
        wrong.AddRange(WrongAlerts(report["alerts"]!));
        if (code != 0 || !report["holds"]!.GetValue<bool>())
        {
            wrong.Add($"exit code {code}, holds: {report["holds"]}");
        }

        var flows = equations.Single(one => one!["name"]!.GetValue<string>() == "flows (truth) = decoded")!["left"]!.GetValue<long>();
        if (equations.Count < 20 || flows < 100 * _length.TotalSeconds)
        {
            wrong.Add($"{equations.Count} equations over {flows} flows prove little");
        }

        return wrong;
    }

    private static IEnumerable<string> WrongAlerts(JsonNode alerts)
    {
        foreach (var alarm in alerts["falseAlarms"]!.AsArray())
        {
            yield return $"nothing explains {alarm!["rule"]} about {alarm["subject"]}: {alarm["summary"]}";
        }

        foreach (var missed in alerts["incidents"]!.AsArray().Where(one => one!["isDue"]!.GetValue<bool>() && one["arrivedAfterSeconds"] is null))
        {
            yield return $"{missed!["rule"]} about {missed["subject"]} did not arrive";
        }

        if (!alerts["holds"]!.GetValue<bool>() || alerts["due"]!.GetValue<int>() < LeastIncidents || alerts["figures"]!["sentAgain"]!.GetValue<long>() < 1)
        {
            yield return $"alerts: {alerts["due"]} incidents due, {alerts["figures"]!.ToJsonString()}, holds: {alerts["holds"]}";
        }
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
