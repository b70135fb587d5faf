using Windsock.Agent.Identities;
using Windsock.Model.Platform;
using Windsock.Pipeline.Stages;

namespace Windsock.Agent.Running;

/// <summary>Asks the branch of the data path that knows tasks, on its own thread between two batches.</summary>
/// <param name="parts">Tries are a consumer of its pipeline.</param>
internal sealed class BranchIdentities(AgentParts parts) : IDagIdentities
{
    private readonly ConsumerStage _branch = parts.Pipeline.Consumers.Single(consumer => consumer.Name == parts.Tries.Name);

    public Task<IdentityReading> ReadAsync(string? @namespace, string? dagId, CancellationToken stop) => _branch.AskAsync(
        () =>
        {
            // A branch that is behind must not work off questions whose askers are gone.
            stop.ThrowIfCancellationRequested();
            return parts.Tries.ReadIdentities(@namespace, dagId);
        },
        stop);
}
