using Windsock.Model.Flows;

namespace Windsock.Agent.Simulation.World.Platform;

/// <summary>Crossplane itself and a provider of it, which run on this node. Whatever tasks ask of a cloud through them leaves from
/// the provider's pod.</summary>
internal sealed class CrossplaneParts
{
    public static readonly Site CloudApi = new("rds.eu-central-1.amazonaws.com", "198.51.100.120");

    private static readonly Site TokenService = new("sts.eu-central-1.amazonaws.com", "198.51.100.121");

    public CrossplaneParts(Stage stage)
    {
        var pods = stage.Pods;
        var core = pods.Identified(pods.Stranger("crossplane-system", "crossplane-7d9c6b5f48-k2x9d", "crossplane", new Workload("crossplane", "Deployment")) with { ServiceAccount = "crossplane" });
        Provider = pods.Identified(pods.Stranger("crossplane-system", "provider-aws-rds-4f3e2d1c0b9a-6c8d7f5b94-w4mzt", "provider", new Workload("provider-aws-rds-4f3e2d1c0b9a", "Deployment")) with { ServiceAccount = "provider-aws-rds-4f3e2d1c0b9a" });
        stage.Resident(core, TalkProfile.Silent);
        stage.Resident(Provider, TalkProfile.Silent);
        Core = ApiCaller.Of(core, "crossplane/v1.20.0 (linux/amd64) kubernetes/$Format");
        ProviderCaller = ApiCaller.Of(Provider, "provider/v1.21.0 (linux/amd64) kubernetes/$Format");
        stage.Say(TimeSpan.FromSeconds(1), Provider, talk => talk.CallOutside(TokenService, "POST", "/", 200));
    }

    public SimulatedPod Provider { get; }

    public ApiCaller Core { get; }

    public ApiCaller ProviderCaller { get; }
}
