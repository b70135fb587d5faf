namespace Windsock.Agent.Simulation.World;

/// <summary>Lets pods talk at random, so that the flow rate is what was asked for on average.</summary>
internal sealed class Chatter(Stage stage)
{
    private readonly List<Talker> _talkers = [];
    private readonly List<Talker> _active = [];
    private double _credit;

    public void Add(Talker talker)
    {
        if (!talker.Profile.IsSilent)
        {
            _talkers.Add(talker);
        }
    }

    /// <summary>A flow was seen, a random or a scripted one: both come out of the one allowance.</summary>
    public void Charge() => _credit--;

    /// <summary>Spends the tick that ends now.</summary>
    public void Talk()
    {
        var begin = stage.Now - SimulatedWorld.Tick;
        _credit += stage.Settings.FlowsPerSecond * SimulatedWorld.Tick.TotalSeconds;
        _talkers.RemoveAll(talker => talker.Until < stage.Now);
        _active.Clear();
        _active.AddRange(_talkers.Where(talker => talker.From <= begin));
        while (_credit >= 1 && _active.Count > 0)
        {
            var talker = stage.Random.Pick(_active);
            var conversation = new Conversation(stage, talker.Pod, begin + TimeSpan.FromMicroseconds(stage.Random.Below(6_000)));
            talker.Profile.Draw(stage.Random)(conversation);
        }
    }
}
