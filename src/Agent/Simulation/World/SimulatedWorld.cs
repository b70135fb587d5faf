using System.Collections.Immutable;
using Windsock.Agent.Simulation.World.Scenes;
using Windsock.Agent.Simulation.World.Scenes.Platform;

namespace Windsock.Agent.Simulation.World;

/// <summary>The simulated cluster: pods that come and go, and the flows they cause. Pure: no clock, no I/O; the events up to a time
/// depend on the settings alone, not on how often <see cref="Advance"/> is called.</summary>
internal sealed class SimulatedWorld
{
    /// <summary>Inner step: short against every margin the scenes keep (100 ms and more).</summary>
    public static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    private static readonly ImmutableArray<IScene> Scenes =
    [
        new ComponentsScene(), new StrangersScene(), new ExecutorScene(), new RetryScene(), new OperatorScene(), new SparkScene(),
        new JobScene(), new ShortPodsScene(), new HttpErrorsScene(), new LegacyScene(), new CallbackScene(), new LateScene(),
        new OutsiderScene(), new SharedAddressScene(), new DualStackScene(), new TroubleScene(),
        new DeniedTriesScene(), new UnresolvedTriesScene(), new UnreachedTriesScene(), new BrokenOffTriesScene(), new RejectedTriesScene(),
        new ColdStartScene(), new BlamelessTriesScene(), new DifficultEvidenceScene(),
        new MeshedWorkScene(), new MeshedTriesScene(), new AmbientScene(),
        new ExplosionScene(), new ScanScene(), new TunnelScene(), new ChangedHabitsScene(),
    ];

    private static readonly ImmutableArray<IScene> PlatformScenes = [new ClaimsScene(), new StateLockScene(), new CloudRunScene()];

    /// <summary>Far from every seed that anybody asks for.</summary>
    private const long PlatformSeed = 0x57_69_6E_64_73_6F_63_6B;

    private readonly Stage _stage;
    private readonly Stage? _platform;

    public SimulatedWorld(WorldSettings settings)
    {
        Settings = settings;
        _stage = new Stage(settings);
        foreach (var scene in Scenes)
        {
            scene.Begin(_stage);
        }

        if (settings.HasPlatform)
        {
            _platform = new Stage(_stage, settings.Seed ^ PlatformSeed);
            foreach (var scene in PlatformScenes)
            {
                scene.Begin(_platform);
            }
        }
    }

    public WorldSettings Settings { get; }

    public TimeSpan Now => _stage.Now;

    /// <summary>Lets time pass in whole ticks and answers with what happened, in order.</summary>
    public IReadOnlyList<WorldEvent> Advance(TimeSpan until)
    {
        var events = new List<WorldEvent>();
        while (_stage.Now + Tick <= until)
        {
            events.AddRange(Step(_stage.Now + Tick));
        }

        return events;
    }

    private IReadOnlyList<WorldEvent> Step(TimeSpan to)
    {
        var happened = _stage.Step(to);
        return _platform is null ? happened : Together(happened, _platform.Step(to));
    }

    /// <summary>In the order in which <see cref="Stage.Step"/> tells one.</summary>
    private static IReadOnlyList<WorldEvent> Together(IReadOnlyList<WorldEvent> one, IReadOnlyList<WorldEvent> other)
    {
        if (other.Count == 0)
        {
            return one;
        }

        List<WorldEvent> both = [.. one, .. other];
        return
        [
            .. both.Where(happening => happening is not FlowSeen and not CallSeen),
            .. both.OfType<FlowSeen>().OrderBy(flow => flow.At),
            .. both.OfType<CallSeen>().OrderBy(call => call.At),
        ];
    }
}
