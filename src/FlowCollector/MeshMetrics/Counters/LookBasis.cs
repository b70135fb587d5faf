namespace Windsock.FlowCollector.MeshMetrics.Counters;

/// <summary>What the values of a look at a proxy are to be compared with.</summary>
internal enum LookBasis : byte
{
    /// <summary>Nothing is known of before: they only say where the next ones begin.</summary>
    Baseline,

    /// <summary>The proxy began to count after the last look, or after the agent began to look: all of it is new.</summary>
    Zero,

    /// <summary>The values of the last look.</summary>
    LastLook,
}
