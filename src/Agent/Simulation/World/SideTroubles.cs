using System.Collections.Immutable;
using Windsock.Model.Flows;

namespace Windsock.Agent.Simulation.World;

/// <summary>Trouble of the kind that every task has and none fails of: it comes early, and the task goes on.</summary>
internal static class SideTroubles
{
    private static readonly Site Telemetry = new("otel.vendor.example.io", "198.51.100.44");

    public static ImmutableArray<Action<Conversation>> All { get; } = [DeniedTelemetry, NotFound, SearchedInVain, RefusedThenServed];

    /// <summary>Telemetry that the policy does not allow.</summary>
    public static void DeniedTelemetry(Conversation talk)
    {
        talk.Resolve(Telemetry.Name, 0, Telemetry.Ip);
        talk.Denied(Telemetry.End, 4318, "default-deny");
    }

    /// <summary>A marker that is not there yet.</summary>
    public static void NotFound(Conversation talk) => talk.CallOutside(talk.Places.ObjectStore, "HEAD", "/_SUCCESS", 404);

    /// <summary>A library that looks for a proxy by its usual name.</summary>
    public static void SearchedInVain(Conversation talk) => talk.Resolve("wpad", 3);

    /// <summary>The first attempt comes a moment too early.</summary>
    public static void RefusedThenServed(Conversation talk)
    {
        talk.Tcp(talk.Places.FeatureStore, 6567).Syn().ResetByServer();
        talk.Wait(0.5);
        talk.Connect(talk.Me, talk.Places.FeatureStore, 6567);
    }
}
