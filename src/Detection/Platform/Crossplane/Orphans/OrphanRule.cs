using Windsock.Detection.Globs;
using Windsock.Detection.Platform.Crossplane.Book;
using Windsock.Detection.Platform.Crossplane.Origins;
using Windsock.Model.Findings;
using Windsock.Model.Flows;
using Windsock.Model.Platform;

namespace Windsock.Detection.Platform.Crossplane.Orphans;

/// <summary>Finds what is left behind: resources whose owner is gone, claims that outlive their DAG, and what a deletion leaves in the cloud.
/// Says it again while it lasts, and when it is over.</summary>
internal sealed class OrphanRule(CrossplaneOrphanOptions options, ResourceTypes types, ResourceBook book, OriginFinder origins, SeenDags dags)
{
    public const string Rule = "crossplane_orphan";

    /// <summary>Well within the day after which an alert without news is over.</summary>
    private static readonly TimeSpan SayAgain = TimeSpan.FromHours(6);

    private readonly List<GlobPattern> _keep = [.. options.Keep.Select(pattern => new GlobPattern(pattern))];
    private readonly Dictionary<(string Uid, OrphanKind Kind), (FindingSubject Subject, string Cause, Instant At)> _told = [];

    /// <summary>Looks at everything that is there.</summary>
    public void Look(Instant now, PlatformTelling telling)
    {
        if (!options.Enabled)
        {
            return;
        }

        foreach (var entry in book.Live)
        {
            LookAtOwner(entry, now, telling);
            LookAtLastRun(entry, now, telling);
        }
    }

    /// <summary>The resource is gone: what was said of it is over, and what it stood for may not be.</summary>
    public void Gone(ResourceEntry entry, Instant now, PlatformTelling telling)
    {
        if (!options.Enabled)
        {
            return;
        }

        Say(false, entry, OrphanKind.OwnerGone, () => null, now, telling);
        Say(false, entry, OrphanKind.OutlivesDag, () => null, now, telling);
        if (entry.Resource is { Role: ResourceRole.Managed, IsOrphanedOnDelete: true })
        {
            var chain = book.ChainOf(entry);
            telling.Findings.Add(OrphanFindings.LeftInCloud(chain, origins.Of(chain), now));
        }
    }

    private void LookAtOwner(ResourceEntry entry, Instant now, PlatformTelling telling)
    {
        var missing = entry.IsDeleting ? null : MissingOwner(entry);
        entry.OwnerGoneSince = missing is null ? Instant.Missing : entry.OwnerGoneSince.IsMissing ? now : entry.OwnerGoneSince;
        var isOrphan = missing is not null && now.Since(entry.OwnerGoneSince) >= options.Grace;
        var chain = new Lazy<ResourceChain>(() => book.ChainOf(entry));
        Say(isOrphan, entry, OrphanKind.OwnerGone, () => OrphanFindings.OwnerGone(entry, missing!, origins.Of(chain.Value), entry.OwnerGoneSince, now), now, telling);
    }

    private void LookAtLastRun(ResourceEntry entry, Instant now, PlatformTelling telling)
    {
        if (options.AfterLastRun <= TimeSpan.Zero || !entry.IsRoot)
        {
            return;
        }

        var chain = book.ChainOf(entry);
        var origin = entry.IsDeleting || _keep.Any(pattern => pattern.Matches(entry.Place)) ? null : origins.Of(chain);
        var lastRun = origin is null ? null : dags.LastRun(origin.Try.Task, now);
        var outlives = lastRun is { } at && now.Since(at) >= options.AfterLastRun;
        Say(outlives, entry, OrphanKind.OutlivesDag, () => OrphanFindings.OutlivesDag(entry, origin!, lastRun!.Value, now), now, telling);
    }

    /// <returns>In words; null when its owner is there, or it has none, or that cannot be known.</returns>
    private string? MissingOwner(ResourceEntry entry)
    {
        // What is not here may be there: it was left out, not all of its kind is known, or it is no kind of Crossplane's.
        if (book.HasOverflowed)
        {
            return null;
        }

        if (entry.Controller is { } controller)
        {
            return types.AreAllKnown(controller.ApiGroup, controller.Kind) && book.Find(controller.Uid) is not { IsGone: false }
                ? $"{controller.Kind} {controller.Name}"
                : null;
        }

        return entry.Resource is { Role: ResourceRole.Composite, Claim: { } claim } && types.AreAllClaimsKnown(entry.Resource.ClaimKind) && !book.HasLiveClaim(entry.Resource)
            ? $"{(entry.Resource.ClaimKind.Length > 0 ? entry.Resource.ClaimKind : "claim")} {claim.Namespace}/{claim.Name}"
            : null;
    }

    private void Say(bool isWrong, ResourceEntry entry, OrphanKind kind, Func<Finding?> finding, Instant now, PlatformTelling telling)
    {
        var key = (entry.Resource.Uid, kind);
        if (!isWrong)
        {
            if (_told.Remove(key, out var over))
            {
                telling.Clears.Add(new AllClear(Rule, over.Subject, over.Cause, now));
            }
        }
        else if ((!_told.TryGetValue(key, out var told) || now.Since(told.At) >= SayAgain) && finding() is { } found)
        {
            if (told.Subject is not null && (told.Subject != found.Subject || told.Cause != found.Cause))
            {
                // It has become known meanwhile who made it.
                telling.Clears.Add(new AllClear(Rule, told.Subject, told.Cause, now));
            }

            _told[key] = (found.Subject, found.Cause, now);
            telling.Findings.Add(found);
        }
    }

    private enum OrphanKind : byte { OwnerGone, OutlivesDag }
}
