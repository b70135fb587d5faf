namespace Windsock.FlowCollector.Cluster.Api;

/// <summary>Which state of the cluster a list must show.</summary>
internal enum ListFrom : byte
{
    /// <summary>Whatever the server has at hand: cheap, good for the first look.</summary>
    AnyCached,

    /// <summary>At least as new as what is known, so that time does not run backwards.</summary>
    NotOlderThanKnown,

    /// <summary>The truth, read from etcd: when the server cannot tell how old what we know is.</summary>
    MostRecent,
}
