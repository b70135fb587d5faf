using Windsock.Agent.Simulation.HubbleServer;
using Windsock.Agent.Simulation.KubernetesApi;
using Windsock.Agent.Simulation.Truth;
using Windsock.Agent.Simulation.World;

namespace Windsock.Agent.Simulation;

/// <summary>A simulated node: its world, what of it the protocols show, and the truth about it. The world is played by one caller;
/// the servers read what it publishes.</summary>
internal sealed class Simulation
{
    private readonly SimulatedWorld _world;

    /// <param name="ringCapacity">Events that Hubble's ring keeps.</param>
    public Simulation(WorldSettings settings, TimeProvider time, int ringCapacity = FlowRing.DefaultCapacity)
    {
        Settings = settings;
        _world = new SimulatedWorld(settings);
        Observer = new ObserverService(new FlowRing(ringCapacity), new DeliveryRecord(), settings.NodeName, time);
        Kubernetes = new KubernetesService(Cluster, time);
    }

    public WorldSettings Settings { get; }

    public TruthLedger Truth { get; } = new();

    public ClusterStore Cluster { get; } = new();

    public ObserverService Observer { get; }

    public KubernetesService Kubernetes { get; }

    public DeliveryRecord Delivery => Observer.Delivery;

    public TimeSpan Now => _world.Now;

    /// <summary>Plays the world up to an offset and publishes what happened: the truth first, then the protocols.</summary>
    public void PlayTo(TimeSpan until)
    {
        foreach (var happening in _world.Advance(until))
        {
            Truth.Observe(happening);
            Publish(happening);
        }

        Observer.Ring.Publish();
    }

    private void Publish(WorldEvent happening)
    {
        switch (happening)
        {
            case FlowSeen seen:
                Observer.Observe(seen);
                break;
            case TroubleStruck struck:
                Observer.Observe(struck.Trouble, Settings.StartedAt + struck.At);
                break;
            case PodShown { Snapshot: var snapshot } when snapshot.Pod.IsLocal:
                Cluster.Show(snapshot);
                break;
            case PodHidden hidden:
                Cluster.Hide(hidden.Snapshot.Pod);
                break;
        }
    }
}
