using Windsock.Agent.Alerting;

namespace Windsock.Agent.Tests.Web;

internal static class KeptAlerts
{
    public static AlertList None() => new() { Alerts = [] };
}
