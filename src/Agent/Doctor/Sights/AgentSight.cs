using Windsock.Agent.Cli;
using Windsock.Agent.Explain;
using Windsock.Agent.Web;

namespace Windsock.Agent.Doctor.Sights;

/// <summary>What the running agent says about itself.</summary>
/// <param name="status">Fails with a <see cref="CommandFailure"/> when no agent answers.</param>
/// <param name="readiness">As <paramref name="status"/>.</param>
internal sealed class AgentSight(Task<AgentStatus?> status, Task<Readiness?> readiness)
{
    /// <summary>Begins to ask.</summary>
    public static AgentSight Open(AgentApi api, CancellationToken stop) => new(api.StatusAsync(stop), api.ReadinessAsync(stop));

    /// <exception cref="CommandFailure">No agent answers; the message says why.</exception>
    public async Task<AgentStatus> ConnectAsync() => await status ?? throw new CommandFailure("the agent has no page /api/v1/status: it is of an older version");

    /// <exception cref="CheckSkippedException">No agent answers.</exception>
    public async Task<AgentStatus> StatusAsync()
    {
        try
        {
            return await ConnectAsync();
        }
        catch (CommandFailure)
        {
            throw new CheckSkippedException("No agent answers.");
        }
    }

    /// <exception cref="CheckSkippedException">No agent answers.</exception>
    public async Task<Readiness> ReadinessAsync()
    {
        _ = await StatusAsync();
        try
        {
            return await readiness ?? throw new CheckSkippedException("The agent has no page /readyz.");
        }
        catch (CommandFailure failure)
        {
            throw new CheckSkippedException($"{failure.Message}.");
        }
    }
}
