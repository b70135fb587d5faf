using Windsock.Model.Flows;

namespace Windsock.Detection.Platform.Terraform;

/// <summary>The states that are known; a bounded number, the one that was heard of the longest ago and is not locked goes first.</summary>
internal sealed class StateBook
{
    public const int MaxStates = 4_096;

    private readonly Dictionary<StateName, StateRecord> _states = [];

    public IEnumerable<StateRecord> All => _states.Values;

    public StateRecord? Find(StateName name) => _states.GetValueOrDefault(name);

    public StateRecord Open(StateName name, Instant at)
    {
        if (!_states.TryGetValue(name, out var state))
        {
            if (_states.Count >= MaxStates)
            {
                _states.Remove(_states.Values.MinBy(one => (one.Current is not null, one.TouchedAt))!.Name);
            }

            _states.Add(name, state = new StateRecord(name));
        }

        state.TouchedAt = at > state.TouchedAt ? at : state.TouchedAt;
        return state;
    }
}
