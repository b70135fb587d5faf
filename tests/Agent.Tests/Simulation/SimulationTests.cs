namespace Windsock.Agent.Tests.Simulation;

public sealed class SimulationTests
{
    [Fact]
    public void The_world_owes_a_pod_from_its_first_flows_until_the_api_shows_it()
    {
        var simulation = new Windsock.Agent.Simulation.Simulation(SomeWorld.Settings(), TimeProvider.System);

        simulation.PlayTo(TimeSpan.FromSeconds(9.9));
        Assert.False(simulation.OwesAPod);

        simulation.PlayTo(TimeSpan.FromSeconds(10.6));
        Assert.True(simulation.OwesAPod);

        simulation.PlayTo(TimeSpan.FromSeconds(10.8));
        Assert.False(simulation.OwesAPod);
    }

    [Fact]
    public void Every_event_of_the_ring_is_in_the_truth_at_the_same_place()
    {
        var simulation = new Windsock.Agent.Simulation.Simulation(SomeWorld.Settings(), TimeProvider.System, ringCapacity: 10_000);

        simulation.PlayTo(TimeSpan.FromSeconds(21));

        Assert.Equal(simulation.Truth.Entries, simulation.Observer.Ring.Written);
        Assert.Equal(simulation.Truth.Totals([]).Flows, Enumerable.Range(0, (int)simulation.Truth.Entries).Count(position => simulation.Observer.Ring.At(position)!.Flow is not null));
    }

    [Fact]
    public void A_world_that_begins_later_has_the_same_residents()
    {
        var simulation = new Windsock.Agent.Simulation.Simulation(SomeWorld.Settings(), TimeProvider.System);
        var before = simulation.Cluster.Pods.State;

        simulation.Begin(SomeWorld.Noon.AddSeconds(17));
        simulation.PlayTo(TimeSpan.FromMilliseconds(10));

        Assert.Equal(before.ResourceVersion, simulation.Cluster.Pods.State.ResourceVersion);
    }
}
