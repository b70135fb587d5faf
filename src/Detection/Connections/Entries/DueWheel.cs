namespace Windsock.Detection.Connections.Entries;

/// <summary>Which slots are due: a wheel of steps of 100 ms. A time beyond its horizon (100 s) comes up early and is put in again,
/// and so does one that has moved away meanwhile; nothing is searched for.</summary>
internal sealed class DueWheel
{
    private const long StepNanoseconds = 100_000_000;
    private const int Steps = 1_024;

    private readonly SlotChains _chains;
    private readonly long[] _stepOf;
    private long _current = -1;

    public DueWheel(int slots)
    {
        _chains = new SlotChains(slots, Steps);
        _stepOf = new long[slots];
    }

    /// <summary>Puts a slot in, or moves it forward. One that is due later than it was stays: it comes up early.</summary>
    public void Schedule(int slot, long dueAt, long now)
    {
        _current = _current < 0 ? now / StepNanoseconds : _current;
        var step = Math.Clamp((dueAt / StepNanoseconds) + 1, _current + 1, _current + Steps - 1);
        if (_stepOf[slot] is var known and not 0)
        {
            if (known <= step)
            {
                return;
            }

            Remove(slot);
        }

        _stepOf[slot] = step;
        _chains.Add(Chain(step), slot);
    }

    public void Remove(int slot)
    {
        if (_stepOf[slot] is var step and not 0)
        {
            _chains.Remove(Chain(step), slot);
            _stepOf[slot] = 0;
        }
    }

    /// <summary>Takes out one slot whose time has come; false when there is none left.</summary>
    public bool TryTake(long now, out int slot)
    {
        var goal = now / StepNanoseconds;
        if (_current >= 0 && goal - _current > Steps)
        {
            // A jump: one round visits everything.
            _current = goal - Steps;
        }

        while (_current >= 0 && _current <= goal)
        {
            slot = _chains.First(Chain(_current));
            if (slot >= 0)
            {
                Remove(slot);
                return true;
            }

            if (_current == goal)
            {
                break;
            }

            _current++;
        }

        slot = -1;
        return false;
    }

    private static int Chain(long step) => (int)(step & (Steps - 1));
}
