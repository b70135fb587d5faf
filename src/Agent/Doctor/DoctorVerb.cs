using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Windsock.Agent.Cli;
using Windsock.Agent.Configuration;
using Windsock.Agent.Configuration.Sections;
using Windsock.Agent.Configuration.Values;
using Windsock.Agent.Doctor.Sights;
using Windsock.Agent.Explain;
using Windsock.Exporter.Alerts;
using Windsock.Exporter.Alerts.Probing;
using Windsock.FlowCollector.Hubble;

namespace Windsock.Agent.Doctor;

/// <summary><c>windsock doctor</c>: looks at everything at once, prints what was found, and answers by the worst of it.</summary>
internal static class DoctorVerb
{
    public static Task<int> RunAsync(DoctorArguments arguments, CliConsole console, CancellationToken stop) =>
        RunAsync(arguments, ProcessEnvironment.Read(), TimeProvider.System, console, stop);

    public static async Task<int> RunAsync(
        DoctorArguments arguments, IReadOnlyDictionary<string, string> environment, TimeProvider time, CliConsole console, CancellationToken stop)
    {
        var outcome = AgentConfiguration.Load(arguments.Config, environment);
        if (outcome.Configuration is not { } configuration)
        {
            console.Error.Write(ConfigurationText.Errors(outcome.Errors));
            return ExitCode.Usage;
        }

        var agentAddress = arguments.Agent ?? AddressOf(configuration.Get<HttpOptions>());
        var sinks = configuration.Get<AlertsSection>().ToSinks();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var api = new AgentApi(agentAddress, "doctor");
        using var kubernetes = KubernetesSight.Create(configuration, arguments.Timeout, time, enough.Token);
        using var delivering = AlertsRegistration.Create(sinks, configuration.Get<AlertsSection>().Links, time, NullLoggerFactory.Instance);
        var probes = ReceiverProbes.Create(sinks, time);
        try
        {
            var checks = new DoctorChecks(configuration, time).All(
                arguments,
                agentAddress,
                HubbleSight.Open(configuration.Get<HubbleOptions>(), arguments.Timeout, time, enough.Token),
                kubernetes,
                AgentSight.Open(api, enough.Token),
                probes,
                arguments.SendsTestAlert ? delivering.Sinks : []);
            if (console.IsTerminal)
            {
                console.Error.WriteLine($"{checks.Length} checks, at most {TimeWords.Span(arguments.Timeout)}");
            }

            var reports = await new DoctorRun(checks, arguments.Timeout, time).RunAsync(stop);
            console.Out.Write(arguments.Output == OutputFormat.Json
                ? DoctorDocument.Of(AgentVersion.Version, reports).ToJson()
                : DoctorView.Render(reports, console));
            return CodeOf(DoctorDocument.WorstOf(reports));
        }
        finally
        {
            // What is still under way is nobody's any more.
            await enough.CancelAsync();
            foreach (var probe in probes)
            {
                probe.Dispose();
            }
        }
    }

    private static int CodeOf(CheckState worst) => worst switch
    {
        CheckState.Fail => ExitCode.DoctorFailed,
        CheckState.Warn => ExitCode.DoctorWarned,
        _ => ExitCode.Ok,
    };

    /// <summary>Where the agent of this configuration is, seen from its own machine.</summary>
    private static Uri AddressOf(HttpOptions http)
    {
        if (ListenAddress.Parse(http.Listen, out _) is not { Port: > 0 } listen)
        {
            return new Uri(CliOptions.DefaultAgent);
        }

        var address = listen.Address.Equals(IPAddress.Any) ? IPAddress.Loopback : listen.Address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : listen.Address;
        return new Uri($"http://{new IPEndPoint(address, listen.Port)}");
    }
}
