using System.Globalization;
using Windsock.Detection.Anomalies.Profiles;
using Windsock.Detection.Anomalies.Words;
using Windsock.Detection.Tries.Ledgers;
using Windsock.Model.Findings;
using Windsock.Model.Identity;

namespace Windsock.Detection.Anomalies.NewDestination;

/// <summary>A task talks to a place where no task of its DAG has been. Silent about tasks that go to new places all the time, about
/// new instances of a known place, and about places that may only look new because a look-up of their name was lost.</summary>
internal sealed class NewDestinationDetector(NewDestinationOptions options) : ITryDetector
{
    /// <summary>Names below one zone that make further ones no news.</summary>
    private const int Siblings = 3;

    public string Rule => "new_destination";

    public void Inspect(TryView view, ICollection<Finding> findings)
    {
        if (view.Profile is not { } profile)
        {
            return;
        }

        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (var peer in view.Peers)
        {
            var name = PeerNovelty.NameOf(peer);
            if (PeerNovelty.Concerns(peer) && IsNews(view, profile, peer, name) && seen.Add(name))
            {
                findings.Add(FindingOf(view, profile, peer, name));
            }
        }
    }

    /// <summary>Told once: whoever was met is known from then on.</summary>
    private bool IsNews(TryView view, TaskProfile profile, PeerLedger peer, string name) =>
        !profile.HasMet(name) && profile.Novelty <= options.MaxNovelty && !MayBeMisnamed(view, peer) && !view.IsKnownToDag(name) && !HasSiblings(profile, peer, name);

    /// <summary>An address of a name whose look-up was lost goes by a name that says less. What was lost is told later.</summary>
    private static bool MayBeMisnamed(TryView view, PeerLedger peer) =>
        peer.Key.Kind is PeerKind.Entity or PeerKind.Cidr && (!view.IsFinal || view.Evidence.LostEvents > 0 || view.Evidence.HasGap || !view.Evidence.SawStart);

    private static bool HasSiblings(TaskProfile profile, PeerLedger peer, string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        if (peer.Key.Kind != PeerKind.Dns || dot < 0 || name.IndexOf('.', dot + 1) < 0)
        {
            return false;
        }

        var siblings = 0;
        foreach (var other in profile.Peers.Keys)
        {
            if (other.Length > name.Length - dot && other.AsSpan().EndsWith(name.AsSpan(dot)) && other.IndexOf('.', StringComparison.Ordinal) == other.Length - (name.Length - dot))
            {
                siblings++;
                if (InstanceNames.AreAlike(name.AsSpan(0, dot), other.AsSpan(0, other.IndexOf('.', StringComparison.Ordinal))))
                {
                    return true;
                }
            }
        }

        return siblings >= Siblings;
    }

    private Finding FindingOf(TryView view, TaskProfile profile, PeerLedger peer, string name)
    {
        var where = FindingText.Where(peer.Key.Name, peer.Key.Port);
        return TryFindings.Of(
            view,
            Rule,
            Severity.Warning,
            name,
            $"{FindingText.Task(view.Try.Task)} talked to {where}, where no task of the DAG was seen in {FindingText.Count(profile.Runs, "run")}.",
            $"If the DAG was changed to do so, do nothing: it is known from now on. Else look for what opens it in the task's code and libraries ('windsock explain --id {view.Id}'), and forbid it in a guardrail.",
            peer.First,
            [
                new Measure("destination", where, FindingText.Count(profile.Peers.Count, "known place")),
                new Measure("first seen", peer.First.ToDateTimeOffset().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture), ""),
            ],
            peer.Key.Name,
            peer.Key.Port);
    }
}
