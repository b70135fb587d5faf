using System.ComponentModel;

namespace Windsock.Pipeline.State;

/// <summary>Where the agent keeps what must survive a restart.</summary>
public sealed class StateOptions
{
    /// <summary>Default empty: nothing survives a restart. Made when it is not there, for the agent's user only.</summary>
    [Description("Directory for what must survive a restart: alerts that are not delivered yet, baselines. Empty: in memory only. A hostPath or a volume; several agents may share one.")]
    public string Directory { get; set; } = "";
}
