using Windsock.Agent.Explain;

namespace Windsock.Agent.Doctor.Checks;

/// <summary>What a difference between two clocks means.</summary>
internal static class ClockWords
{
    public const string Mend = "Let the nodes follow one time server (chrony, systemd-timesyncd), or raise airflow.clockSkewTolerance (at most 1m): flows at the edge of a pod's life are inferred or unknown instead of exact.";

    /// <summary><c>3.2s ahead of</c>, <c>3.2s behind</c>.</summary>
    public static string Of(TimeSpan ahead) => $"{TimeWords.Span(ahead)} {(ahead > TimeSpan.Zero ? "ahead of" : "behind")}";
}
