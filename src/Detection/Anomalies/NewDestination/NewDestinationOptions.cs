using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Windsock.Detection.Anomalies.NewDestination;

/// <summary>When a task that talks to somebody new is worth a finding.</summary>
public sealed class NewDestinationOptions
{
    /// <summary>Default true.</summary>
    [Description("Look for tasks that talk to a place where no task of their DAG has been.")]
    public bool Enabled { get; set; } = true;

    /// <summary>How likely a new place may be, by the task's own past, to be still worth a word. 0.01 to 1, default 0.2.</summary>
    [Description("A task whose runs often go to new places is not told about: the chance of one in the next run, judged by its past (Good-Turing), above which the rule is silent.")]
    [Range(0.01, 1.0)]
    public double MaxNovelty { get; set; } = 0.2;
}
