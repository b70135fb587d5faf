using System.Collections.Immutable;
using Windsock.Detection.Alerting.Options;
using Windsock.Model.Findings;
using Windsock.Model.Flows;

namespace Windsock.Detection.Alerting.Maintenance;

/// <summary>When nobody wants to hear about what.</summary>
internal sealed class MaintenanceSchedule
{
    private readonly ImmutableArray<Window> _windows;

    /// <exception cref="ArgumentException">A window is not one; validation at start would have said so.</exception>
    public MaintenanceSchedule(IReadOnlyList<MaintenanceOptions> windows) =>
        _windows = [.. windows.Select(window => MaintenanceTimes.TryRead(window, out var times, out var problem)
            ? new Window(PatternText.Read(window.Dags), PatternText.Read(window.Rules), times)
            : throw new ArgumentException(problem, nameof(windows)))];

    public bool IsEmpty => _windows.IsEmpty;

    public bool Covers(string rule, FindingSubject subject, Instant now)
    {
        foreach (var window in _windows)
        {
            if (window.Times.Contains(now) && window.Rules.Matches(rule) && window.Dags.Matches(subject.DagId))
            {
                return true;
            }
        }

        return false;
    }

    private sealed record Window(NamePattern Dags, NamePattern Rules, MaintenanceTimes Times);
}
