using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Pipeline.Stages;

/// <summary>Collects flows that leave the wait room into batches, one source and one moment of receipt per batch.</summary>
internal sealed class ReleasedFlows
{
    private readonly List<AttributedBatch> _batches = [];
    private Flow[] _flows = [];
    private FlowAttribution[] _attributions = [];
    private string _source = "";
    private Instant _receivedAt;
    private int _count;

    public void Add(in WaitingFlow waiting, in FlowAttribution attribution)
    {
        if (_count == _flows.Length || waiting.Source != _source || waiting.ReceivedAt != _receivedAt)
        {
            Close();
            _flows = new Flow[FlowBatch.MaxCount];
            _attributions = new FlowAttribution[FlowBatch.MaxCount];
            (_source, _receivedAt) = (waiting.Source, waiting.ReceivedAt);
        }

        _flows[_count] = waiting.Flow;
        _attributions[_count++] = attribution;
    }

    public IReadOnlyList<AttributedBatch> ToBatches()
    {
        Close();
        return _batches;
    }

    private void Close()
    {
        if (_count > 0)
        {
            _batches.Add(new AttributedBatch(new FlowBatch(_flows, _count, _source, _receivedAt), _attributions));
            _count = 0;
        }
    }
}
