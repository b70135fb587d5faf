namespace Windsock.FlowCollector.Cluster;

/// <summary>The agent was told to use a Kubernetes API that it cannot reach with what it was given. The message names the file or
/// variable, the value and the mend, and never holds a secret.</summary>
public sealed class KubernetesConfigurationException : Exception
{
    public KubernetesConfigurationException(string message)
        : base(message)
    {
    }

    public KubernetesConfigurationException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
