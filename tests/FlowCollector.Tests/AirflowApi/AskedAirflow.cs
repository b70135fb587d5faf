using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Windsock.FlowCollector.AirflowApi;
using Windsock.FlowCollector.Tests.Cluster;
using Windsock.FlowCollector.Tests.Hubble.Streaming;
using Windsock.Model.Identity;
using Windsock.Model.Tries;
using Windsock.Pipeline.Sources;
using Windsock.Testing;

namespace Windsock.FlowCollector.Tests.AirflowApi;

/// <summary>The source of Airflow's word, running, with a clock that stands still.</summary>
internal sealed class AskedAirflow : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Channel<AirflowStateLearned> _facts = Channel.CreateUnbounded<AirflowStateLearned>();
    private readonly CancellationTokenSource _stop = new();
    private readonly LogFactory _loggers;
    private Task _run = Task.CompletedTask;

    public AskedAirflow(AirflowApiOptions options, bool isRunning = true)
    {
        _loggers = new LogFactory(Log);
        Parts = AirflowApiRegistration.Create(options, Time, _loggers);
        if (isRunning)
        {
            Start();
        }
    }

    public ManualTime Time { get; } = new();

    public LineLog Log { get; } = new();

    public AirflowApiParts Parts { get; }

    public void Start() => _run = Parts.Sources[0].RunAsync(new TaskFactWriter(fact => _facts.Writer.WriteAsync((AirflowStateLearned)fact)), _stop.Token);

    public void End(TaskTry ended, string id = "0123456789abcdef") => Parts.Ended!.Ended(SomeAirflow.Story(ended, id));

    public async Task<AirflowStateLearned> NextAsync() => await _facts.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    public Task<AirflowStateLearned> AskAsync(TaskTry ended)
    {
        End(ended);
        return NextAsync();
    }

    /// <summary>State, owners and tags of one try, in short: <c>failed by data-team #finance</c>.</summary>
    public async Task<string> HearAsync(TaskTry ended)
    {
        var fact = await AskAsync(ended);
        return string.Join(' ', [fact.State.Length > 0 ? fact.State : "nothing", .. fact.Owners.Select(owner => "by " + owner), .. fact.Tags.Select(tag => "#" + tag)]);
    }

    /// <summary>The counts that are not zero, as <c>requests ok 3</c> and <c>tries answered 1</c>.</summary>
    public string Counts(string family)
    {
        var collected = new CollectedMetrics();
        Parts.Metrics.Collect(collected);
        var lines = collected.Lines.Where(line => line.StartsWith($"airflow_api_{family}_total{{", StringComparison.Ordinal) && !line.EndsWith(" 0", StringComparison.Ordinal));
        return string.Join(", ", lines.Select(line => line[(line.IndexOf('{', StringComparison.Ordinal) + 1)..].Replace("}", "", StringComparison.Ordinal)));
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _run.WaitAsync(Patience);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Parts.Dispose();
        _loggers.Dispose();
        _stop.Dispose();
    }

    private sealed class LogFactory(LineLog log) : ILoggerFactory
    {
        public ILogger CreateLogger(string categoryName) => log;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public void Dispose()
        {
        }
    }
}
