namespace Windsock.Testing.Dashboards;

/// <summary>What a panel asks Prometheus.</summary>
/// <param name="IsInstant">For one moment; else for the range of the dashboard.</param>
public sealed record DashboardQuery(string RefId, string Expression, string Legend, bool IsInstant);
