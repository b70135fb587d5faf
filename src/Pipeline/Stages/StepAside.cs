using Windsock.Model.Calls;
using Windsock.Model.Flows;

namespace Windsock.Pipeline.Stages;

/// <summary>When a stage that goes on within another stage's write should give that thread back and continue on one of its own: with
/// a batch that is more than half full, flows come so fast that the stages had better work side by side; and after a number of
/// batches in any case, because the writer it borrowed the thread from has work of its own.</summary>
internal struct StepAside
{
    private const int HeavyFlows = FlowBatch.MaxCount / 2;
    private const int MaxBorrowed = 16;

    /// <summary>A full batch of calls is as much to do as a full batch of flows.</summary>
    private const int FlowsPerCall = FlowBatch.MaxCount / CallBatch.MaxCount;

    private int _borrowed;
    private bool _isBorrowing;

    /// <summary>What a batch counts for here, in flows.</summary>
    public static int Weight(CallBatch calls) => calls.Count * FlowsPerCall;

    /// <summary>The stage goes on after a wait: perhaps within a write.</summary>
    public void Woken()
    {
        _isBorrowing = true;
        _borrowed = 0;
    }

    /// <summary>True once per wait at most.</summary>
    public bool IsDue(int flows)
    {
        if (!_isBorrowing || (flows <= HeavyFlows && ++_borrowed < MaxBorrowed))
        {
            return false;
        }

        _isBorrowing = false;
        return true;
    }
}
