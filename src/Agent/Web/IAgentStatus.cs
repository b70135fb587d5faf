namespace Windsock.Agent.Web;

/// <summary>What the running agent knows about itself. Asked by any thread at any time; never blocks and never throws.</summary>
internal interface IAgentStatus
{
    AgentStatus Read();
}
