using Windsock.Exporter.Alerts.Links;

namespace Windsock.Exporter.Tests.Alerts;

internal static class SomeLinks
{
    public static AlertLinks All { get; } = new(Options());

    public static AlertLinks None { get; } = new(new LinkOptions());

    public static LinkOptions Options(AirflowPages version = AirflowPages.V3) => new()
    {
        Airflow = new AirflowLinkOptions { BaseUrl = "https://airflow.example.com/team/", Version = version },
        DashboardUrl = "https://grafana.example.com/d/windsock/dag",
        RunbookUrl = "https://wiki.example.com/runbooks/{rule}.md",
        TraceUrl = "https://traces.example.com/trace/{trace_id}",
    };
}
