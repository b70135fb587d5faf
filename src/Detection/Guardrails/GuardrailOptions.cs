using System.ComponentModel.DataAnnotations;

namespace Windsock.Detection.Guardrails;

/// <summary>Where the guardrails are: what DAGs are meant to do on the network, as their owners declare it.</summary>
public sealed class GuardrailOptions
{
    /// <summary>Files of guardrails, as paths or patterns such as <c>guardrails/*.yaml</c>; relative ones start at the folder of this
    /// configuration. Default none.</summary>
    [MaxLength(100, ErrorMessage = "at most 100 entries; use patterns such as guardrails/*.yaml")]
    public IReadOnlyList<string> Files { get; set; } = [];
}
