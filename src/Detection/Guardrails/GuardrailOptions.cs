namespace Windsock.Detection.Guardrails;

/// <summary>Where the guardrails are: what DAGs are meant to do on the network, as their owners declare it.</summary>
public sealed class GuardrailOptions
{
    /// <summary>Files of guardrails, as paths or patterns such as <c>guardrails/*.yaml</c>; relative ones start at the folder of this
    /// file. Default: none.</summary>
    public IReadOnlyList<string> Files { get; set; } = [];
}
