namespace Windsock.Attribution.Identities;

/// <summary>Reads a pod's claim, best evidence first: executor annotations, operator labels, component labels.</summary>
internal static class PodClaims
{
    public static PodClaim Read(in PodMarks pod)
    {
        var isExecutor = ExecutorPods.IsOne(pod);
        if (isExecutor && ExecutorPods.Read(pod) is { } executor)
        {
            return executor;
        }

        var isOperator = !isExecutor && OperatorPods.IsOne(pod);
        if (isOperator && OperatorPods.Read(pod) is { } operated)
        {
            return operated;
        }

        return ComponentPods.Read(pod) ?? PodClaim.NotAirflow with { MentionsAirflow = isExecutor || isOperator };
    }
}
