namespace Windsock.FlowCollector.AirflowApi;

/// <summary>A task instance as Airflow has it.</summary>
/// <param name="State">Airflow's word, empty when it has none.</param>
/// <param name="TryNumber">Of its current try, or of the one that was asked for.</param>
internal sealed record TryState(string State, int TryNumber)
{
    /// <summary>Airflow has not taken note of the end yet.</summary>
    public bool IsSettled => State is not ("running" or "queued" or "scheduled" or "restarting");

    /// <summary>What this says about one try; empty when it is about another.</summary>
    public string Of(int tryNumber) =>
        TryNumber == tryNumber ? State

        // Before 2.10 a task that pauses counts its try down, so that its next pod has the same number again.
        : TryNumber == tryNumber - 1 && State is "deferred" or "up_for_reschedule" ? State
        : "";
}
