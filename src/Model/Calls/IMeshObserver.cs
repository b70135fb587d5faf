namespace Windsock.Model.Calls;

/// <summary>Is told of every finding. On the thread of the branch; must neither block nor throw.</summary>
public interface IMeshObserver
{
    void Observe(MeshObservation observation);
}
