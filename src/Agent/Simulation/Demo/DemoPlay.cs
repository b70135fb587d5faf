using Windsock.Agent.Simulation.Receiver;
using Windsock.Agent.Simulation.Reconciliation;
using Windsock.Agent.Simulation.Reconciliation.Alerts;

namespace Windsock.Agent.Simulation.Demo;

/// <summary>Plays the world in real time against a running agent.</summary>
/// <param name="agent">The running agent; it must not end by itself.</param>
/// <param name="inbox">Where its alerts arrive; null: nobody takes any.</param>
internal sealed class DemoPlay(Simulation simulation, AgentPage page, Task<int> agent, TimeProvider time, AlertInbox? inbox = null)
{
    /// <summary>How often the world is published: well under a flow's allowed delay, and cheap.</summary>
    private static readonly TimeSpan Pulse = TimeSpan.FromMilliseconds(20);

    /// <summary>A process that was held up does not catch up at once: bursts would turn orderly stories into races. Its world runs
    /// late by what it lost.</summary>
    private static readonly TimeSpan LongestStep = TimeSpan.FromMilliseconds(60);

    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan SettlePatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    private readonly FrameReader _frames = new();

    /// <summary>Waits until the agent follows flows, watches pods, hears proxies and API servers if it is to, and answers on its page.</summary>
    /// <exception cref="DemoFailure">It does not, or it ended.</exception>
    public async Task AwaitAgentAsync(CancellationToken stop)
    {
        var deadline = time.GetUtcNow() + ConnectPatience;
        while (await page.ReadAsync(stop) is not { } read || !simulation.Delivery.Connected.IsCompleted || !simulation.Kubernetes.PodsWatched.IsCompleted
            || (simulation.Sidecars is not null && read.Sum(AgentMetrics.CallSourcesUp) == 0)
            || (simulation.Platform is not null && read.Sum(AgentMetrics.PlatformSourcesUp, ("source", AgentMetrics.PlatformSource)) == 0))
        {
            ThrowIfEnded();
            if (time.GetUtcNow() > deadline)
            {
                throw new DemoFailure(
                    $"the agent is not ready after {ConnectPatience.TotalSeconds:0} s: page {page.Address}, flow streams {simulation.Delivery.Streams}, pods watched {simulation.Kubernetes.PodsWatched.IsCompleted}");
            }

            await Task.Delay(Poll, time, stop);
        }
    }

    /// <summary>Ends a little later than asked while the API owes a pod: what the truth expects must be possible to know.</summary>
    /// <param name="length">World time to play; null: until <paramref name="stop"/>.</param>
    public async Task PlayAsync(TimeSpan? length, TimeSpan frameInterval, Action<DemoFrame> show, CancellationToken stop)
    {
        var begin = NextWholeSecond();
        simulation.Begin(begin);
        var left = begin - time.GetUtcNow();
        await Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero, time, CancellationToken.None);
        var (played, last, nextFrame) = (TimeSpan.Zero, time.GetTimestamp(), frameInterval);
        Task<MetricsPage?> reading = Task.FromResult<MetricsPage?>(null);
        while (((length is null || played < length) && !stop.IsCancellationRequested) || simulation.OwesAPod)
        {
            ThrowIfEnded();
            var step = time.GetElapsedTime(last);
            last = time.GetTimestamp();
            played += step < LongestStep ? step : LongestStep;
            played = played > length && !simulation.OwesAPod && simulation.Now < length ? length.Value : played;
            simulation.PlayTo(played);
            if (reading.IsCompleted)
            {
                Show(await reading, show);
                reading = played >= nextFrame ? page.ReadAsync(CancellationToken.None) : Task.FromResult<MetricsPage?>(null);
                nextFrame = played >= nextFrame ? played + frameInterval : nextFrame;
            }

            await Task.Delay(Pulse, time, CancellationToken.None);
        }

        simulation.Sidecars?.Flush();
        simulation.Platform?.Flush();
        Show(await reading, show);
    }

    /// <summary>The world stands still: waits, with patience and not for ever, until the agent has taken everything; then compares.</summary>
    public async Task<ReconciliationReport> ReconcileAsync(Action<DemoFrame> show)
    {
        var reconciler = new Reconciler(simulation.Truth, simulation.Delivery, simulation.Sidecars?.Delivery, simulation.Platform?.Delivery);
        var deadline = time.GetUtcNow() + SettlePatience;
        var read = await page.ReadAsync(CancellationToken.None) ?? MetricsPage.Empty;
        show(_frames.Read(read, simulation.Now) with { IsStandstill = true });
        do
        {
            await Task.Delay(Poll, time, CancellationToken.None);
            read = await page.ReadAsync(CancellationToken.None) ?? read;
        }
        while (!agent.IsCompleted && time.GetUtcNow() < deadline
            && !(reconciler.IsSettled(read) && reconciler.IsDecided(simulation.Now, page.History.Totals) && Alerts().IsComplete));

        // Counters of one event are raised one after the other: read once more when all is quiet.
        await Task.Delay(Poll, time, CancellationToken.None);
        read = await page.ReadAsync(CancellationToken.None) ?? read;
        Show(read, show);
        var report = reconciler.Compare(read, simulation.Now, page.History.Totals, await page.ReadTriesAsync(CancellationToken.None));
        return report with { Alerts = Alerts() };
    }

    private AlertReport Alerts() =>
        inbox is null ? AlertReport.Empty : AlertReport.Of(simulation.Truth, inbox, simulation.Settings.StartedAt, simulation.Now);

    private void Show(MetricsPage? read, Action<DemoFrame> show)
    {
        if (read is not null)
        {
            show(_frames.Read(read, simulation.Now));
        }
    }

    private DateTimeOffset NextWholeSecond()
    {
        var now = time.GetUtcNow();
        return now.AddTicks(TimeSpan.TicksPerSecond - (now.Ticks % TimeSpan.TicksPerSecond));
    }

    private void ThrowIfEnded()
    {
        if (agent.IsFaulted)
        {
            throw new DemoFailure($"the agent failed: {agent.Exception!.GetBaseException().Message}", agent.Exception);
        }

        if (agent.IsCompleted)
        {
            throw new DemoFailure("the agent ended by itself; its own messages say why");
        }
    }
}
