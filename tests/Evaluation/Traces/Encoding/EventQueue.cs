using Windsock.Model.Flows;

namespace Windsock.Evaluation.Traces.Encoding;

/// <summary>What is to happen in the simulation.</summary>
internal enum EventKind : byte
{
    RunDue, TaskDue, TryDue, PodPending, PodRunning, PodEnded, PodGone,
    Syn, SynAck, Http, ClientFin, ServerFin, ServerRst, Dropped, Question, Answer, ClientCall, ServerCall,
    Claim, Restart,
}

/// <summary>One thing that is to happen.</summary>
/// <param name="Subject">Whom or what it happens to, by its kind.</param>
/// <param name="Detail">The connection or question; null for other kinds.</param>
internal readonly record struct SimulatedEvent(EventKind Kind, object Subject, object? Detail = null);

/// <summary>What is to happen, in order of time; in the order of entry at one time.</summary>
internal sealed class EventQueue
{
    private readonly PriorityQueue<SimulatedEvent, Place> _queue = new();
    private long _entries;

    public int Count => _queue.Count;

    public void Add(Instant at, EventKind kind, object subject, object? detail = null) =>
        _queue.Enqueue(new SimulatedEvent(kind, subject, detail), new Place(at.UnixNanoseconds, _entries++));

    public (SimulatedEvent Event, Instant At) Take()
    {
        _queue.TryDequeue(out var taken, out var place);
        return (taken, new Instant(place.Time));
    }

    private readonly record struct Place(long Time, long Entry) : IComparable<Place>
    {
        public int CompareTo(Place other) => Time != other.Time ? Time.CompareTo(other.Time) : Entry.CompareTo(other.Entry);
    }
}
