using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Detection.Platform.Identities;

/// <summary>Where one pod went for tokens and to clouds, over its whole life.</summary>
internal sealed class PodTrail(Owner owner, Instant createdAt)
{
    private readonly CloudCalls?[] _calls = new CloudCalls?[Clouds.Count];
    private readonly bool[] _exchanges = new bool[Clouds.Count];

    /// <summary>The latest that is known of it.</summary>
    public Owner Owner { get; set; } = owner;

    public Instant CreatedAt { get; } = createdAt;

    /// <summary>It reached a place that has no name, which may have been one that gives out tokens.</summary>
    public bool HasNamelessPeer { get; set; }

    /// <summary>Its API object is gone.</summary>
    public bool IsGone { get; set; }

    /// <summary>Clouds that wait to be judged.</summary>
    public int Waiting { get; set; }

    /// <param name="cloud">Null: it may have been for any.</param>
    public void NoteExchange(Cloud? cloud)
    {
        if (cloud is { } one)
        {
            _exchanges[(int)one] = true;
        }
        else
        {
            Array.Fill(_exchanges, true);
        }
    }

    public bool HasExchange(Cloud cloud) => _exchanges[(int)cloud];

    /// <summary>The calls of a cloud so far; null when there is none.</summary>
    public CloudCalls? CallsOf(Cloud cloud) => _calls[(int)cloud];

    /// <returns>The first one's note when it is the first.</returns>
    public CloudCalls? NoteCall(Cloud cloud, string host, ushort port, Instant at)
    {
        if (_calls[(int)cloud] is { } known)
        {
            known.Count++;
            return null;
        }

        return _calls[(int)cloud] = new CloudCalls(host, port, at);
    }
}
