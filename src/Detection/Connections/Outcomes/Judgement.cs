using Windsock.Model.Connections;

namespace Windsock.Detection.Connections.Outcomes;

/// <summary>How a connection went if nothing more is heard of it.</summary>
/// <param name="Outcome">Null when what was seen is no connection: a lone RST, an audit note.</param>
/// <param name="StandsAt">Events later than this do not change it.</param>
internal readonly record struct Judgement(ConnectionOutcome? Outcome, long StandsAt)
{
    /// <summary>It rests on what was not seen, so lost events may have been it.</summary>
    public bool IsFromSilence => Outcome is ConnectionOutcome.Timeout or ConnectionOutcome.Unanswered;
}
