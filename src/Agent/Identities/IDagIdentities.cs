using Windsock.Model.Platform;

namespace Windsock.Agent.Identities;

/// <summary>As whom the DAGs of the running agent act. Any thread.</summary>
internal interface IDagIdentities
{
    /// <param name="namespace">Null: all; so is <paramref name="dagId"/>.</param>
    /// <exception cref="OperationCanceledException">The agent is stopping, or <paramref name="stop"/>.</exception>
    Task<IdentityReading> ReadAsync(string? @namespace, string? dagId, CancellationToken stop);
}
