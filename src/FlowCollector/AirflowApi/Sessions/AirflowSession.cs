namespace Windsock.FlowCollector.AirflowApi.Sessions;

/// <summary>What was found out about an Airflow, for a while.</summary>
/// <param name="Api">Path of its REST API.</param>
/// <param name="HasTries">It keeps the states of earlier tries (Airflow 2.10 and later), or may do so.</param>
/// <param name="Token">Given for a user and password; null where the configured credential itself is shown.</param>
/// <param name="OpenedAt">Timestamp.</param>
/// <param name="Life">After that a new one is opened.</param>
internal sealed record AirflowSession(string Api, bool HasTries, string? Token, long OpenedAt, TimeSpan Life)
{
    /// <summary>For logs: without the token.</summary>
    public override string ToString() => $"{Api} {(Token is null ? "without" : "with")} a token";
}
