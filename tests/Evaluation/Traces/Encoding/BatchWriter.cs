using Windsock.Model.Calls;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Tries;

namespace Windsock.Evaluation.Traces.Encoding;

/// <summary>Hands events on in batches as sources do, in their order: what is written first is read first.</summary>
internal sealed class BatchWriter(ITraceReader reader)
{
    /// <summary>From a packet to the agent.</summary>
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(5);

    private static readonly TimeSpan MaxSpan = TimeSpan.FromSeconds(1);
    private readonly Flow[] _flows = new Flow[FlowBatch.MaxCount];
    private readonly FlowAttribution[] _flowOwners = new FlowAttribution[FlowBatch.MaxCount];
    private int _flowCount;
    private readonly Call[] _calls = new Call[CallBatch.MaxCount];
    private readonly FlowAttribution[] _callOwners = new FlowAttribution[CallBatch.MaxCount];
    private int _callCount;
    private Instant _callsAt;

    public void Add(in Flow flow, in FlowAttribution owner)
    {
        if (_callCount > 0 || _flowCount == FlowBatch.MaxCount || (_flowCount > 0 && flow.Time.Since(_flows[0].Time) > MaxSpan))
        {
            Flush();
        }

        _flows[_flowCount] = flow;
        _flowOwners[_flowCount++] = owner;
    }

    /// <param name="at">When it was logged: at its end.</param>
    public void Add(in Call call, in FlowAttribution owner, Instant at)
    {
        if (_flowCount > 0 || _callCount == CallBatch.MaxCount || (_callCount > 0 && at.Since(_callsAt) > MaxSpan))
        {
            Flush();
        }

        _callsAt = _callCount == 0 ? at : _callsAt;
        _calls[_callCount] = call;
        _callOwners[_callCount++] = owner;
    }

    public void Add(TaskFact fact)
    {
        Flush();
        reader.Read(fact);
    }

    public void Advance(Instant now)
    {
        Flush();
        reader.Advance(now);
    }

    public void Restart(Instant now)
    {
        Flush();
        reader.Restart(now);
    }

    private void Flush()
    {
        if (_flowCount > 0)
        {
            var batch = new FlowBatch([.. _flows.AsSpan(0, _flowCount)], _flowCount, "hubble", _flows[0].Time.Add(Delay));
            reader.Read(new AttributedBatch(batch, [.. _flowOwners.AsSpan(0, _flowCount)]));
            _flowCount = 0;
        }

        if (_callCount > 0)
        {
            var batch = new CallBatch([.. _calls.AsSpan(0, _callCount)], _callCount, "istio", _callsAt.Add(Delay));
            reader.Read(new AttributedCalls(batch, [.. _callOwners.AsSpan(0, _callCount)]));
            _callCount = 0;
        }
    }
}
