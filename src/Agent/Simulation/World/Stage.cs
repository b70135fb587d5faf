namespace Windsock.Agent.Simulation.World;

/// <summary>What scenes act on: the clock, the agenda, and the record of what happened. One thread.</summary>
internal sealed class Stage
{
    private readonly PriorityQueue<Action, (long Ticks, long Order)> _agenda = new();
    private readonly List<WorldEvent> _events = [];
    private readonly List<WorldEvent> _flows = [];
    private readonly List<WorldEvent> _calls = [];
    private long _order;
    private TimeSpan _stepEnd;

    public Stage(WorldSettings settings)
    {
        Settings = settings;
        Random = new SeededRandom(settings.Seed);
        Pods = new PodMaker(settings, Random);
        Chatter = new Chatter(this);
        Ports = new EphemeralPorts(Random);
    }

    /// <summary>A stage beside another: in the same cluster, among the same places, at the same time. What happens on it draws from
    /// numbers of its own and takes nothing from the other.</summary>
    /// <param name="beside">Its scenes have begun.</param>
    public Stage(Stage beside, long seed)
    {
        Settings = beside.Settings;
        Random = new SeededRandom(seed);
        Pods = new PodMaker(beside.Pods, Random);
        Chatter = new Chatter(this);
        Ports = new EphemeralPorts(Random);
    }

    public WorldSettings Settings { get; }

    public SeededRandom Random { get; }

    public PodMaker Pods { get; }

    public Chatter Chatter { get; }

    public EphemeralPorts Ports { get; }

    public TimeSpan Now { get; private set; }

    public DateTimeOffset TimeOf(TimeSpan offset) => Settings.StartedAt + offset;

    /// <summary>As Kubernetes writes it: cut to whole seconds.</summary>
    public DateTimeOffset WholeSecond(TimeSpan offset)
    {
        var time = TimeOf(offset);
        return time.AddTicks(-(time.Ticks % TimeSpan.TicksPerSecond));
    }

    public void At(TimeSpan offset, Action act) => _agenda.Enqueue(act, (offset.Ticks, _order++));

    public void After(TimeSpan delay, Action act) => At(Now + delay, act);

    public void Record(WorldEvent happening) => _events.Add(happening);

    /// <summary>A flow of the future waits on the agenda.</summary>
    public void RecordFlow(FlowSeen flow)
    {
        if (flow.At > _stepEnd)
        {
            At(flow.At, () => RecordFlow(flow));
            return;
        }

        _flows.Add(flow);
        Chatter.Charge();
    }

    /// <summary>A call that ends in the future waits on the agenda.</summary>
    public void RecordCall(CallSeen call)
    {
        if (call.At > _stepEnd)
        {
            At(call.At, () => RecordCall(call));
            return;
        }

        _calls.Add(call);
    }

    /// <summary>Plans something for this time and again after each period, always one period ahead.</summary>
    public void Every(TimeSpan start, TimeSpan period, Action<TimeSpan> plan)
    {
        plan(start);
        At(start, () => Every(start + period, period, plan));
    }

    /// <summary>Lets a pod say something at this time.</summary>
    public void Say(TimeSpan at, SimulatedPod pod, Action<Conversation> topic) => At(at, () => topic(new Conversation(this, pod, at)));

    /// <summary>Moves the clock to <paramref name="to"/> and answers with what happened, flows in order of their time after the
    /// changes of pods: what the flows tell of was true before they happened. Calls come last: they are told when they are over.</summary>
    public IReadOnlyList<WorldEvent> Step(TimeSpan to)
    {
        _stepEnd = to;
        while (_agenda.TryPeek(out _, out var due) && due.Ticks <= to.Ticks)
        {
            var act = _agenda.Dequeue();
            Now = TimeSpan.FromTicks(Math.Max(Now.Ticks, due.Ticks));
            act();
        }

        Now = to;
        Chatter.Talk();
        WorldEvent[] happened = [.. _events, .. _flows.OrderBy(flow => flow.At), .. _calls.OrderBy(call => call.At)];
        _events.Clear();
        _flows.Clear();
        _calls.Clear();
        return happened;
    }
}
