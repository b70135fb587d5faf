using System.Collections.Immutable;
using Windsock.Model.Findings;
using Windsock.Model.Flows;

namespace Windsock.Detection.Guardrails;

/// <summary>What was done against a guardrail, before it is told whose try it was.</summary>
/// <param name="Clause">Which part of the guardrail, in a few words without names from the network: <c>deny dns *.example.com</c>.</param>
internal sealed record Violation(Guardrail Guardrail, string Clause, SourceLine Source, string Summary, string Mend)
{
    /// <summary>The network has stopped all of it.</summary>
    public bool WasStopped { get; init; }

    /// <summary>Empty when it is not about a peer.</summary>
    public string Peer { get; init; } = "";

    public ushort Port { get; init; }

    public ImmutableArray<Measure> Measures { get; init; } = [];

    /// <summary>Missing: since the try began.</summary>
    public Instant Since { get; init; }

    /// <summary>W3C trace id; empty when there is none.</summary>
    public string TraceId { get; init; } = "";

    public string Cause => $"{Guardrail.Name}: {Clause}";

    /// <summary>One step less for what the network has stopped; nobody is told in mode observe.</summary>
    public Severity Severity => Guardrail.Mode == GuardrailMode.Observe || (WasStopped && Guardrail.Severity == Severity.Warning)
        ? Severity.Info
        : WasStopped && Guardrail.Severity == Severity.Critical ? Severity.Warning : Guardrail.Severity;
}
