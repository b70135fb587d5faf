using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Windsock.Agent.Running;
using Windsock.Agent.Simulation.Reconciliation;

namespace Windsock.Agent.Cardinality;

/// <summary>The series that an agent has about itself before it has seen anything: counted on the page of one that was put together and
/// not started.</summary>
internal static class OwnSeries
{
    public static async Task<long> CountAsync()
    {
        using var parts = Composition.Compose(AgentSettings.Defaults, TimeProvider.System, NullLoggerFactory.Instance);
        using var body = new MemoryStream();
        var context = new DefaultHttpContext();
        context.Request.Method = HttpMethods.Get;
        context.Response.Body = body;
        await parts.Prometheus.WriteAsync(context);
        return MetricsPage.Parse(Encoding.UTF8.GetString(body.ToArray())).Samples.Length;
    }
}
