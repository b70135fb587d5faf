using Windsock.Agent.Simulation.Truth;

namespace Windsock.Agent.Simulation.Reconciliation.Diagnoses;

/// <summary>One try that really failed, or that the agent says failed, against what the agent makes of it.</summary>
/// <param name="True">How it really went.</param>
/// <param name="Told">Null when the agent does not know the try.</param>
internal sealed record DiagnosisRow(TrueTry True, ToldTry? Told)
{
    /// <summary>The label value of the true cause, empty when it did not fail.</summary>
    public string TrueCause => True.Reason is { } reason ? PublicSpelling.Of(reason.Cause) : "";

    /// <summary>The label value of the cause that the agent puts first, empty when it has none.</summary>
    public string ToldCause => Told?.Cause?.Cause ?? "";

    public bool IsSure => Told?.Cause?.IsSure == true;

    public bool IsRight => TrueCause == ToldCause;

    /// <summary>Right, and to whom: peer and port are those of the truth.</summary>
    public bool NamesThePeer => IsRight && (True.Reason is not { Peer.Length: > 0 } reason
        || (Told!.Cause!.Peer == reason.Peer && Told.Cause.Port == reason.Port));
}
