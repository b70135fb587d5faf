using Windsock.Model.Cluster;

namespace Windsock.Pipeline.Sources;

/// <summary>Beside attribution, somebody who must know the cluster: told of each change after it is on its way to attribution, in the
/// order of its watch. On the threads of the watches: changes of one resource come one at a time, those of two may come at once. It must
/// be quick and never throw; who learns of a pod from it can be sure that attribution knows the pod by the time a call arrives there.</summary>
public interface IClusterObserver
{
    void Observe(ClusterChange change);
}
