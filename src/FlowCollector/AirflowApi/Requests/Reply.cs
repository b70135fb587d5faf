namespace Windsock.FlowCollector.AirflowApi.Requests;

/// <summary>How one request went.</summary>
/// <param name="Outcome">Null: nothing was sent, there was no time for it.</param>
/// <param name="Value">Set exactly when the outcome is <see cref="RequestOutcome.Ok"/>.</param>
/// <param name="Trouble">What went wrong, for the log: without ids, without secrets, one line. Empty when nothing did.</param>
internal readonly record struct Reply<T>(RequestOutcome? Outcome, T? Value = null, string Trouble = "")
    where T : class
{
    /// <summary>The same, for who wanted something else of it.</summary>
    public Reply<TOther> As<TOther>()
        where TOther : class => new(Outcome, null, Trouble);
}
