namespace Windsock.Agent.Web;

/// <summary>The pages that show what happens now.</summary>
internal sealed record LivePages(FlowPage Flows, DagPage Dags, IdentityPage Identities);
