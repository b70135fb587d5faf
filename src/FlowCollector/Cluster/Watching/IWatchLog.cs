namespace Windsock.FlowCollector.Cluster.Watching;

/// <summary>Where a watch says how it fares; who implements it decides what is worth a line.</summary>
internal interface IWatchLog
{
    /// <param name="verb">list or watch.</param>
    void Failed(WatchError error, string verb, string message);

    /// <summary>The watch is open. Called for each opening, after a failure or not.</summary>
    /// <param name="objects">How many are known.</param>
    void Recovered(int objects);
}
