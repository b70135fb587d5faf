namespace Windsock.Detection.Guardrails;

/// <summary>What a violation leads to.</summary>
public enum GuardrailMode : byte
{
    /// <summary>It is counted and can be looked up; nobody is told.</summary>
    Observe,

    /// <summary>Somebody is told, as severely as the guardrail says.</summary>
    Alert,
}
