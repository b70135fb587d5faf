using System.Collections.Immutable;

namespace Windsock.Agent.Simulation.World;

/// <summary>What a pod does on the network, and how often one thing against another.</summary>
internal sealed class TalkProfile
{
    private readonly ImmutableArray<Action<Conversation>> _drawn;

    /// <param name="topics">Weights from 1 to 20.</param>
    public TalkProfile(params ReadOnlySpan<(int Weight, Action<Conversation> Topic)> topics)
    {
        var drawn = ImmutableArray.CreateBuilder<Action<Conversation>>();
        foreach (var (weight, topic) in topics)
        {
            drawn.AddRange(Enumerable.Repeat(topic, weight));
        }

        _drawn = drawn.ToImmutable();
    }

    public static TalkProfile Silent { get; } = new();

    public bool IsSilent => _drawn.IsEmpty;

    public Action<Conversation> Draw(SeededRandom random) => _drawn[random.Below(_drawn.Length)];
}
