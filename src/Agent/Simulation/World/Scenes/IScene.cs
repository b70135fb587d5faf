namespace Windsock.Agent.Simulation.World.Scenes;

/// <summary>One story of the simulated cluster: a DAG, a workload, or a difficulty.</summary>
internal interface IScene
{
    /// <summary>Puts the first acts on the agenda; they put the later ones there.</summary>
    void Begin(Stage stage);
}
