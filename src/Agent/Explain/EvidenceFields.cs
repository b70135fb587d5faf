using System.Globalization;
using Windsock.Agent.Cli;
using Windsock.Agent.Tries;

namespace Windsock.Agent.Explain;

/// <summary>How complete the evidence is, in a few plain sentences.</summary>
internal static class EvidenceFields
{
    public static StoryField[] Of(EvidenceDocument evidence)
    {
        var flows = evidence.FlowEvents == 1 ? "1 flow event" : string.Create(CultureInfo.InvariantCulture, $"{evidence.FlowEvents:#,0} flow events");
        return
        [
            new("Seen", flows),
            new("Complete", evidence.Complete ? "yes: nothing was lost, cut off or missed" : "no; counts are lower bounds", evidence.Complete ? null : RenderedText.Doubtful),
            new("Lost", evidence.LostEvents == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"up to {evidence.LostEvents:#,0} events: so many of anybody's were lost while it ran")),
            new("Gap", evidence.HasGap ? "the agent was cut off from its source for a while; nobody can say what it missed" : ""),
            new("Cut off", evidence.Truncated ? "there was more than the agent keeps of one try" : ""),
            new("Start", evidence.SawStart ? "" : "it began before the agent looked"),
        ];
    }
}
