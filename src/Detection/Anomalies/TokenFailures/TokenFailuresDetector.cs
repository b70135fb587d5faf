using Windsock.Detection.Anomalies.Words;
using Windsock.Model.Findings;
using Windsock.Model.Tries;

namespace Windsock.Detection.Anomalies.TokenFailures;

/// <summary>A peer does not take a task's credentials (HTTP 401 and 407), and the try is thought to have failed by it, or it comes often and never did.</summary>
internal sealed class TokenFailuresDetector(TokenFailuresOptions options) : ITryDetector
{
    private readonly Troubles _troubles = new("token_failures", FailureCause.Token, "answers without a valid token", options.ManyFrom);

    public string Rule => "token_failures";

    public void Inspect(TryView view, ICollection<Finding> findings) => _troubles.Inspect(view, findings);
}
