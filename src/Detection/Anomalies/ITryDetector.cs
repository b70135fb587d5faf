using Windsock.Model.Findings;

namespace Windsock.Detection.Anomalies;

/// <summary>A rule about single tries. Pure: the time and what is usual are part of the view.</summary>
internal interface ITryDetector
{
    /// <summary>One of a closed set: folder, class, configuration key and label alike.</summary>
    string Rule { get; }

    /// <summary>Adds what it finds. Called again and again while the try goes on; the same finding is told once.</summary>
    void Inspect(TryView view, ICollection<Finding> findings);
}
