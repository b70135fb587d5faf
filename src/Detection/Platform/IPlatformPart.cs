using Windsock.Detection.Anomalies;
using Windsock.Detection.Platform.Identities;
using Windsock.Model.Connections;
using Windsock.Model.Flows;
using Windsock.Model.Platform;
using Windsock.Model.Tries;

namespace Windsock.Detection.Platform;

/// <summary>Understands one part of the platform: Crossplane, Terraform, clouds, identities. One thread at a time, that of the branch; never
/// throws, reads no clock, remembers a bounded amount.</summary>
internal interface IPlatformPart
{
    /// <summary>What the action was to this part, in a few words; null when it is none of its business. Called once for every action, in
    /// the order in which they came.</summary>
    string? Observe(in AttributedEvent action, PlatformTelling telling);

    /// <summary>Anything but an action.</summary>
    void Observe(PlatformEvent @event, PlatformTelling telling);

    /// <summary>A connection of which a side is known.</summary>
    void Observe(Connection connection, PlatformTelling telling);

    /// <summary>A request of a task over HTTP was answered, where somebody sees that.</summary>
    void Observe(in HttpAnswer answer, PlatformTelling telling)
    {
    }

    void Observe(TaskFact fact, PlatformTelling telling);

    /// <summary>A pod of a task, or one that claims to be, showed who it is. Told when that is new.</summary>
    void Observe(IdentitySighting sighting, PlatformTelling telling)
    {
    }

    /// <summary>The mesh verified who a pod of a task is. Told when that is new.</summary>
    void Observe(PrincipalSighting sighting, PlatformTelling telling)
    {
    }

    /// <summary>Called at least once a second.</summary>
    void Advance(Instant now, PlatformTelling telling);
}
