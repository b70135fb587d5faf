using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Detection;

/// <summary>Says what is wrong and why. Pure but for a time window it may remember; one thread at a time; the time is an
/// argument. A detector never looks at flows whose class is ambiguous or unknown.</summary>
public interface IDetector
{
    /// <summary>Name of the rule, one of a closed set (<c>egress_denied</c>, ...): folder, class, configuration key and label alike.</summary>
    string Rule { get; }

    /// <summary>Takes in attributed flows; adds what it finds to <paramref name="findings"/>.</summary>
    void Observe(AttributedBatch batch, Instant now, ICollection<Finding> findings);
}

/// <summary>What a detector found.</summary>
/// <param name="Subject">The task it is about.</param>
/// <param name="Summary">One sentence for the person on call.</param>
public sealed record Finding(string Rule, TaskKey Subject, Instant At, string Summary);
