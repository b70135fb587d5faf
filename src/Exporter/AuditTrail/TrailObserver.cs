using Windsock.Exporter.AuditTrail.Records;
using Windsock.Model.Connections;
using Windsock.Model.Findings;
using Windsock.Model.Identity;
using Windsock.Model.Platform;

namespace Windsock.Exporter.AuditTrail;

/// <summary>Hands on what is to be recorded. Never waits.</summary>
internal sealed class TrailObserver(TrailStage stage, TrailSelection selection) : IPlatformObserver, IConnectionObserver, IFindingObserver
{
    public void Observe(AttributedAction action)
    {
        if (selection.Wants(action))
        {
            stage.Offer(TrailKind.Action, action);
        }
    }

    public void Observe(PlatformMoment moment) => stage.Offer(TrailKind.Moment, moment);

    /// <summary>That nobody listened before the first start goes without saying.</summary>
    public void Observe(PlatformGap gap)
    {
        if (gap.Reason != "not_listening" || !gap.Since.IsMissing)
        {
            stage.Offer(TrailKind.Gap, new SourceGapNote(gap));
        }
    }

    /// <summary>Once for each side that is a task of this agent, as metrics count it.</summary>
    public void Observe(Connection connection)
    {
        if (connection.Outcome != ConnectionOutcome.Denied)
        {
            return;
        }

        Offer(connection, connection.Client, isClient: true);
        Offer(connection, connection.Server, isClient: false);
    }

    public void Observe(Finding finding) => stage.Offer(TrailKind.Finding, finding);

    public void Observe(AllClear clear) => stage.Offer(TrailKind.AllClear, clear);

    private void Offer(Connection connection, in SideAttribution side, bool isClient)
    {
        if (side is { IsTask: true, Decides: true })
        {
            stage.Offer(TrailKind.Denial, new DenialNote(connection, isClient));
        }
    }
}
