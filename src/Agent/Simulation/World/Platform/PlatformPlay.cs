namespace Windsock.Agent.Simulation.World.Platform;

/// <summary>Plays what pods and people ask of the platform.</summary>
internal static class PlatformPlay
{
    /// <summary>API servers of the cluster.</summary>
    public const int Servers = 2;

    /// <summary>How long a cloud takes to hand on what it logs.</summary>
    private static readonly TimeSpan LogDelay = TimeSpan.FromSeconds(0.4);

    /// <summary>Asks the Kubernetes API at this time, over the network when a pod of this node asks.</summary>
    /// <param name="request">Its id, server and times are chosen here when it leaves them open.</param>
    /// <param name="then">What it does to the cluster.</param>
    public static ApiRequest Ask(this Stage stage, TimeSpan at, ApiRequest request, Action? then = null)
    {
        var asked = request with
        {
            Id = request.Id == Guid.Empty ? stage.Random.NextGuid() : request.Id,
            Server = request.Id == Guid.Empty ? stage.Random.Below(Servers) : request.Server,
            ReceivedAt = stage.TimeOf(at),
            Took = TimeSpan.FromMicroseconds(stage.Random.Between(2_000, 40_000)),
        };
        if (request.Caller.Pod is { IsLocal: true } pod)
        {
            stage.Say(at, pod, Topics.KubeApi);
        }

        stage.At(at + asked.Took, () =>
        {
            then?.Invoke();
            stage.Record(new ApiAnswered(stage.Now, asked));
        });
        return asked;
    }

    /// <summary>A cloud writes down what a pod asked of it.</summary>
    public static void Log(this Stage stage, TimeSpan at, CloudEntry entry, SimulatedPod caller) =>
        stage.At(at + LogDelay, () => stage.Record(new CloudLogged(stage.Now, entry, caller)));

}
