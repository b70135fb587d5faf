using Windsock.Detection.Connections;
using Windsock.Detection.Guardrails;
using Windsock.Detection.Tries;

namespace Windsock.Detection;

/// <summary>What detection is told from outside. Read once, at construction.</summary>
public sealed class DetectionOptions
{
    /// <summary>How flow events become connections.</summary>
    public ConnectionOptions Connections { get; set; } = new();

    /// <summary>How what is seen becomes the stories of tries.</summary>
    public TryOptions Tries { get; set; } = new();

    /// <summary>What DAGs are meant to do, as their owners declare it.</summary>
    public GuardrailOptions Guardrails { get; set; } = new();
}
