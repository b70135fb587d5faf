using Windsock.Model.Calls;
using Windsock.Model.Findings;

namespace Windsock.Detection.Anomalies;

/// <summary>A rule about what a service mesh shows of tasks. Pure.</summary>
internal interface IMeshDetector
{
    /// <inheritdoc cref="ITryDetector.Rule"/>
    string Rule { get; }

    void Inspect(MeshObservation observation, ICollection<Finding> findings);
}
