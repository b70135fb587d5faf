using Windsock.Model.Flows;

namespace Windsock.Detection.Tries.Ledgers;

/// <summary>The ids of the latest requests of a try. Small: what tells of one request twice does it within seconds.</summary>
internal sealed class RecentRequests
{
    private const int Capacity = 64;

    private readonly Queue<FlowId> _ids = new();

    public void Add(FlowId id)
    {
        if (id.IsNone)
        {
            return;
        }

        if (_ids.Count == Capacity)
        {
            _ids.Dequeue();
        }

        _ids.Enqueue(id);
    }

    /// <summary>A request without an id is never known.</summary>
    public bool Contains(FlowId id) => !id.IsNone && _ids.Contains(id);
}
