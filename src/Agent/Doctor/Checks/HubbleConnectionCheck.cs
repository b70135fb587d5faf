using Windsock.Agent.Doctor.Sights;
using Windsock.Agent.Explain;
using Windsock.FlowCollector.Grpc;

namespace Windsock.Agent.Doctor.Checks;

/// <summary>The Hubble server answers.</summary>
internal sealed class HubbleConnectionCheck(HubbleSight hubble) : IDoctorCheck
{
    public CheckArea Area => CheckArea.Hubble;

    public string Name => "connection";

    public async Task<CheckResult> RunAsync(CancellationToken stop)
    {
        try
        {
            var status = await hubble.ConnectAsync();
            return status.Version.Length > 0
                ? CheckResult.Ok($"{status.Version} answers at {hubble.Address}, up {TimeWords.Span(status.Uptime)}.")
                : CheckResult.Ok($"A server answers at {hubble.Address}; it does not tell its version.");
        }
        catch (GrpcException failure)
        {
            return CheckResult.Fail($"{Sentence(failure.Message)}.", "Mend what is named; see 'cilium status' and 'hubble status' on the node.");
        }
    }

    private static string Sentence(string text) => text.Length > 0 ? char.ToUpperInvariant(text[0]) + text[1..].TrimEnd('.') : "no reason was given";
}
