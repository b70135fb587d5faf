using Windsock.Model.Findings;
using Windsock.Model.Flows;

namespace Windsock.Detection.Anomalies;

/// <summary>A rule about who pods are: service accounts, security identities, claims. Remembers a bounded amount; the time is an
/// argument. What it has to say once, it says once.</summary>
internal interface IIdentityDetector
{
    /// <inheritdoc cref="ITryDetector.Rule"/>
    string Rule { get; }

    void Inspect(IdentitySighting sighting, ICollection<Finding> findings);

    /// <summary>What is over since it was found: subjects of findings. Called with every passing of time, at least once a second.</summary>
    void Advance(Instant now, ICollection<AllClear> clears);
}
