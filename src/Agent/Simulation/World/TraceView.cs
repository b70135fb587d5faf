namespace Windsock.Agent.Simulation.World;

/// <summary>What Hubble shows of a connection's packets.</summary>
internal enum TraceView
{
    /// <summary>Each packet that tells something, once.</summary>
    EachOnce,

    /// <summary>Monitor aggregation at its strongest: how it begins and how it ends, and not what answered.</summary>
    EdgesOnly,

    /// <summary>Every packet at two points of this node: where it left and where it arrived, or entered the network stack.</summary>
    TwoPoints,
}
