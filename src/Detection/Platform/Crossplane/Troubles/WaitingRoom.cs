using Windsock.Detection.Platform.Crossplane.Book;
using Windsock.Detection.Platform.Crossplane.Origins;
using Windsock.Model.Flows;
using Windsock.Model.Platform;

namespace Windsock.Detection.Platform.Crossplane.Troubles;

/// <summary>What came about with resources waits here until it is known who made them: the record of the request, the claim and the composite
/// come in any order, and minutes apart. Bounded.</summary>
internal sealed class WaitingRoom(ResourceBook book, OriginFinder origins, TimeSpan wait)
{
    private const int Max = 10_000;

    /// <summary>How long a trouble that may pass by itself must stand.</summary>
    internal static readonly TimeSpan PassesWithin = TimeSpan.FromSeconds(30);

    private readonly List<Waiting> _waiting = [];

    public void BecameReady(ResourceEntry entry, TimeSpan took, Instant at, Instant now, PlatformTelling telling) =>
        Add(new Waiting(entry, now, null, (chain, made) => new ResourceBecameReady(chain.Links[^1].Resource.Name, entry.Resource.Role, took, made, at)), now, telling);

    public void Troubled(ResourceEntry entry, Trouble trouble, Instant now, PlatformTelling telling) =>
        Add(
            new Waiting(entry, now, trouble, (chain, made) => new ResourceTroubled(
                entry.Resource.Name, entry.Resource.Role, chain.Words, trouble.Condition, trouble.Reason, trouble.Message, trouble.Cause, made, trouble.At)),
            now,
            telling);

    public void Advance(Instant now, PlatformTelling telling) => _waiting.RemoveAll(waiting => Leaves(waiting, now, telling));

    private void Add(Waiting waiting, Instant now, PlatformTelling telling)
    {
        if (_waiting.Count >= Max)
        {
            Tell(waiting, book.ChainOf(waiting.Entry), telling);
        }
        else if (!Leaves(waiting, now, telling))
        {
            _waiting.Add(waiting);
        }
    }

    /// <returns>True when it need not wait any longer.</returns>
    private bool Leaves(Waiting waiting, Instant now, PlatformTelling telling)
    {
        var waited = now.Since(waiting.Since);
        if (waiting.Trouble is { MayPass: true } trouble)
        {
            if (!TroubleReader.Of(waiting.Entry.Resource, now).Any(stands => stands.Key == trouble.Key))
            {
                waiting.Entry.Told.Remove(trouble.Key);
                return true;
            }

            if (waited < PassesWithin && !waiting.Entry.IsGone)
            {
                return false;
            }
        }

        var chain = book.ChainOf(waiting.Entry);
        var isSure = chain.IsComplete && chain.Links.Any(link => link.Creation is not null);
        if (!isSure && waited < wait)
        {
            return false;
        }

        Tell(waiting, chain, telling);
        return true;
    }

    private void Tell(Waiting waiting, ResourceChain chain, PlatformTelling telling) =>
        telling.Moments.Add(waiting.Moment(chain, origins.Of(chain)?.Try));

    private sealed record Waiting(
        ResourceEntry Entry, Instant Since, Trouble? Trouble, Func<ResourceChain, Model.Identity.TaskTry?, PlatformMoment> Moment);
}
