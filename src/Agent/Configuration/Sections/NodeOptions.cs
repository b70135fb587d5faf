using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Windsock.Agent.Configuration.Sections;

/// <summary>Section <c>node</c>: the process on this node.</summary>
internal sealed class NodeOptions
{
    [Required]
    [Description("Name of the Kubernetes node this agent answers for. In node scope it selects the pods to watch.")]
    public string Name { get; set; } = "";

    [RegularExpression("[^/]+/[^/]+", ErrorMessage = "must be namespace/name, or empty")]
    [Description("The agent's own pod as namespace/name: connections by which proxies send it their access logs are then nobody's flows. Empty: they count for the tasks beside the proxies.")]
    public string Pod { get; set; } = "";

    [Description("Least severe level that is logged.")]
    public LogThreshold LogLevel { get; set; } = LogThreshold.Info;

    [Description("One line of text per log entry, or one JSON object.")]
    public LogFormat LogFormat { get; set; } = LogFormat.Text;

    [Description("Directory for what must survive a restart: what was learned of tasks, alerts, and messages that are not delivered yet. Empty: in memory only. A volume or a hostPath that the agent's user may write; several agents may share one, and then learn from each other.")]
    public string StateDirectory { get; set; } = "";

    [Range(1, 4_096)]
    [Description("Batches of up to 256 flows that each queue between two stages may hold. A full queue makes its producer wait.")]
    public int QueueCapacity { get; set; } = 64;

    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    [Description("Time that stopping may take: drain the queues, flush what goes out. What is left then is counted and logged. " +
        "Keep it below the pod's terminationGracePeriodSeconds.")]
    public TimeSpan ShutdownBudget { get; set; } = TimeSpan.FromSeconds(10);
}

internal enum LogThreshold : byte { Debug, Info, Warning, Error }

internal enum LogFormat : byte { Text, Json }
