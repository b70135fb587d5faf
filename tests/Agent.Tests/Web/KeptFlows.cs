using System.Collections.Immutable;
using Windsock.Agent.Web;
using Windsock.Exporter.Activity;
using Windsock.Exporter.FlowLog;
using Windsock.Model.Identity;

namespace Windsock.Agent.Tests.Web;

/// <summary>The flows that a test puts in, without a data path around them.</summary>
internal sealed class KeptFlows(int capacity = RecentFlows.DefaultCapacity) : IFlowFeed, IDagActivity
{
    private readonly Lock _lock = new();
    private readonly RecentFlows _recent = new(capacity);

    /// <summary>Pages that show nothing.</summary>
    public static LivePages None => new KeptFlows().Pages(TimeProvider.System);

    public KeptIdentities Identities { get; } = new();

    public ImmutableArray<DagCounts> Dags { get; set; } = [];

    /// <summary>Works like an agent that has ended its branches.</summary>
    public bool IsStopping { get; set; }

    /// <summary>Never answers.</summary>
    public bool IsBusy { get; set; }

    public LivePages Pages(TimeProvider time) => new(new FlowPage(this, time), new DagPage(this, time), new IdentityPage(Identities, time));

    /// <summary>All at once: whoever asks sees none of them or all.</summary>
    public void Add(params ReadOnlySpan<AttributedBatch> batches)
    {
        lock (_lock)
        {
            foreach (var batch in batches)
            {
                _recent.Observe(batch);
            }
        }
    }

    public async Task<RecentSlice> ReadAsync(long from, int mostBatches, CancellationToken stop)
    {
        await AnswerableAsync(stop);
        lock (_lock)
        {
            return _recent.Read(from, mostBatches);
        }
    }

    public async Task<long> EndAsync(CancellationToken stop)
    {
        await AnswerableAsync(stop);
        lock (_lock)
        {
            return _recent.Next;
        }
    }

    public async Task<ImmutableArray<DagCounts>> ReadAsync(CancellationToken stop)
    {
        await AnswerableAsync(stop);
        return Dags;
    }

    private async Task AnswerableAsync(CancellationToken stop)
    {
        if (IsStopping)
        {
            throw new OperationCanceledException();
        }

        if (IsBusy)
        {
            await new TaskCompletionSource().Task.WaitAsync(stop);
        }
    }
}
