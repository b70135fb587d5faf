using Windsock.Agent.Identities;
using Windsock.Model.Platform;

namespace Windsock.Agent.Tests.Web;

/// <summary>The identities that a test puts in, without a data path around them.</summary>
internal sealed class KeptIdentities : IDagIdentities
{
    public IdentityReading Reading { get; set; } = new([], [], 0);

    /// <summary>What was asked for last.</summary>
    public (string? Namespace, string? DagId) Asked { get; private set; }

    /// <summary>Works like an agent that has ended its branches.</summary>
    public bool IsStopping { get; set; }

    public Task<IdentityReading> ReadAsync(string? @namespace, string? dagId, CancellationToken stop)
    {
        Asked = (@namespace, dagId);
        return IsStopping ? Task.FromCanceled<IdentityReading>(new CancellationToken(canceled: true)) : Task.FromResult(Reading);
    }
}
