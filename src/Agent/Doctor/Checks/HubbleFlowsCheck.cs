using Windsock.Agent.Doctor.Sights;
using Windsock.FlowCollector.Grpc;

namespace Windsock.Agent.Doctor.Checks;

/// <summary>Flows can be read, and there are some.</summary>
internal sealed class HubbleFlowsCheck(HubbleSight hubble) : IDoctorCheck
{
    public CheckArea Area => CheckArea.Hubble;

    public string Name => "flows";

    public async Task<CheckResult> RunAsync(CancellationToken stop)
    {
        try
        {
            var sample = await hubble.ReadFlowsAsync();
            return (sample.Flows.Length, sample.Undecodable) switch
            {
                (0, 0) => CheckResult.Warn("No flow came: pods of this node do not talk, or Hubble does not see them.", "Look with 'hubble observe --last 10' on the node; 'cilium status' says whether Hubble is enabled."),
                (var flows, 0) => CheckResult.Ok($"{CheckWords.Count(flows, "flow", "flows")} read."),
                (var flows, var odd) => CheckResult.Warn(
                    $"{CheckWords.Count(flows, "flow", "flows")} read, and {CheckWords.Count(odd, "message", "messages")} that could not be.",
                    "Raise hubble.messageLimitBytes if windsock_source_undecodable_total says oversized; report it otherwise, with Cilium's version."),
            };
        }
        catch (GrpcException failure)
        {
            return CheckResult.Fail($"The server answers, and gives no flows: {failure.Message}.", "Mend what is named.");
        }
    }
}
