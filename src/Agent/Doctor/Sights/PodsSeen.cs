using System.Collections.Immutable;
using Windsock.Model.Cluster;

namespace Windsock.Agent.Doctor.Sights;

/// <summary>Pods of the namespaces in which Airflow may run.</summary>
/// <param name="IsCut">There may be more.</param>
/// <param name="Trouble">Why some could not be read; empty when all could.</param>
internal sealed record PodsSeen(ImmutableArray<PodState> Pods, bool IsCut, string Trouble);
