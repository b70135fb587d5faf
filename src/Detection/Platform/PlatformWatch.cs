using Windsock.Detection.Anomalies;
using Windsock.Detection.Anomalies.Words;
using Windsock.Detection.Platform.Identities;
using Windsock.Model.Connections;
using Windsock.Model.Findings;
using Windsock.Model.Flows;
using Windsock.Model.Platform;
using Windsock.Model.Tries;

namespace Windsock.Detection.Platform;

/// <summary>Understands what tasks do to the platform: shows everything to its parts, and tells what they make of it. One thread at a time,
/// that of the branch; the time is an argument.</summary>
internal sealed class PlatformWatch(IReadOnlyList<IPlatformPart> parts, IReadOnlyList<IPlatformObserver> observers, IReadOnlyList<IFindingObserver> findings) : IConnectionObserver
{
    private readonly PlatformTelling _telling = new();

    public void Observe(AttributedPlatformBatch batch)
    {
        foreach (var @event in batch.Events)
        {
            if (@event.Event is PlatformAction action)
            {
                Observe(@event, action);
            }
            else
            {
                Pass(@event.Event as PlatformGap);
                foreach (var part in parts)
                {
                    part.Observe(@event.Event, _telling);
                }
            }

            Tell();
        }
    }

    public void Observe(Connection connection)
    {
        foreach (var part in parts)
        {
            part.Observe(connection, _telling);
        }

        Tell();
    }

    public void Observe(in HttpAnswer answer)
    {
        foreach (var part in parts)
        {
            part.Observe(answer, _telling);
        }

        Tell();
    }

    public void Observe(TaskFact fact)
    {
        foreach (var part in parts)
        {
            part.Observe(fact, _telling);
        }

        Tell();
    }

    public void Observe(IdentitySighting sighting)
    {
        foreach (var part in parts)
        {
            part.Observe(sighting, _telling);
        }

        Tell();
    }

    public void Observe(PrincipalSighting sighting)
    {
        foreach (var part in parts)
        {
            part.Observe(sighting, _telling);
        }

        Tell();
    }

    public void Advance(Instant now)
    {
        foreach (var part in parts)
        {
            part.Advance(now, _telling);
        }

        Tell();
    }

    private void Observe(in AttributedEvent @event, PlatformAction action)
    {
        var detail = "";
        foreach (var part in parts)
        {
            // The first part that has a word for it: parts are in the order of how much they know.
            var word = part.Observe(@event, _telling);
            detail = detail.Length == 0 ? word ?? "" : detail;
        }

        var attributed = new AttributedAction(action, @event.Attribution, detail);
        foreach (var observer in observers)
        {
            observer.Observe(attributed);
        }
    }

    private void Pass(PlatformGap? gap)
    {
        foreach (var observer in gap is null ? [] : observers)
        {
            observer.Observe(gap!);
        }
    }

    private void Tell()
    {
        foreach (var moment in _telling.Moments)
        {
            foreach (var observer in observers)
            {
                observer.Observe(moment);
            }
        }

        foreach (var observer in findings)
        {
            foreach (var finding in _telling.Findings)
            {
                observer.Observe(FindingText.Fit(finding));
            }

            foreach (var clear in _telling.Clears)
            {
                observer.Observe(clear);
            }
        }

        _telling.Moments.Clear();
        _telling.Findings.Clear();
        _telling.Clears.Clear();
    }
}
