using Windsock.Model.Findings;
using Windsock.Model.State;

namespace Windsock.Detection;

/// <summary>What detection has beside what it sees.</summary>
/// <param name="Node">Name of the node whose flows these are.</param>
/// <param name="Store">Keeps what was learned over a restart; null: nothing does.</param>
/// <param name="Findings">Told of everything that rules find.</param>
public sealed record DetectionSurroundings(string Node, IStateStore? Store, IReadOnlyList<IFindingObserver> Findings)
{
    public static DetectionSurroundings None { get; } = new("node", null, []);
}
