using Windsock.Model.Tries;

namespace Windsock.Detection.Diagnosis;

/// <summary>Reasons of pods and containers that explain a failure without the network.</summary>
internal static class PodReasons
{
    /// <summary>Whether running it again can help, and what to change; null for a reason that explains nothing by itself.</summary>
    public static (RetryAdvice Retry, string Mend)? Of(string reason) => reason switch
    {
        "OOMKilled" => (RetryAdvice.MayHelp, "Raise its memory limit, or let it use less memory."),
        "Evicted" => (RetryAdvice.LikelyHelps, "Look at what the node was short of ('kubectl describe pod' names it), and give the pod requests of its own."),
        "Preempting" or "Preempted" => (RetryAdvice.LikelyHelps, "Give the pod a higher priority if that must not happen."),
        "NodeLost" or "NodeShutdown" or "Terminated" or "Shutdown" or "NodeAffinity" or "TerminationByKubelet" => (RetryAdvice.LikelyHelps, "Look at what became of the node."),
        "ErrImagePull" or "ImagePullBackOff" or "InvalidImageName" or "ImageInspectError" or "ErrImageNeverPull" =>
            (RetryAdvice.WillNotHelp, "Look at the name of the image, and at the right and the way to pull it."),
        "CreateContainerConfigError" or "CreateContainerError" or "ContainerCannotRun" or "StartError" or "RunContainerError" =>
            (RetryAdvice.WillNotHelp, "Look at the pod's specification: a secret, a config map or the command is missing."),
        "OutOfcpu" or "OutOfmemory" or "OutOfpods" or "UnexpectedAdmissionError" => (RetryAdvice.LikelyHelps, "The node had no room for it."),
        "ProviderFailed" => (RetryAdvice.MayHelp, "Look at the provider of the virtual node."),
        _ => null,
    };
}
