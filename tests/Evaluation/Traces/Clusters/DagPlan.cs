using Windsock.Model.Flows;

namespace Windsock.Evaluation.Traces.Clusters;

/// <summary>How often a DAG runs.</summary>
internal enum Schedule : byte { Hourly, Daily, Monthly }

/// <summary>One DAG of the simulated cluster.</summary>
internal sealed class DagPlan
{
    public required string Id { get; init; }

    public required string Namespace { get; init; }

    /// <summary>Its pods get sidecars.</summary>
    public required bool IsMeshed { get; init; }

    /// <summary>Cilium shows the HTTP requests of its pods.</summary>
    public required bool ShowsHttp { get; init; }

    public required Schedule Schedule { get; init; }

    /// <summary>From midnight (of an hourly one: from the full hour).</summary>
    public required TimeSpan Offset { get; init; }

    /// <summary>Days of the month, from 0, on which a monthly one runs.</summary>
    public required int[] Days { get; init; }

    public required string ServiceAccount { get; init; }

    /// <summary>Empty when it has none.</summary>
    public required string CloudIdentity { get; init; }

    public required uint Identity { get; init; }

    /// <summary>From when on another identity of Cilium stands for it: a deploy changed its labels once.</summary>
    public Instant RelabelledAt { get; init; } = Instant.Never;

    /// <summary>Of its load, by which it is multiplied each day: 1 for most.</summary>
    public required double Growth { get; init; }

    /// <summary>Of its load on Saturday and Sunday.</summary>
    public required double Weekend { get; init; }

    /// <summary>How much more there is to do at noon than at midnight: 0 for most.</summary>
    public required double DayShape { get; init; }

    public required List<TaskPlan> Tasks { get; init; }

    public double LoadAt(Instant at)
    {
        var since = at.Since(TraceOptions.Start);
        var weekend = (int)since.TotalDays % 7 >= 5 ? Weekend : 1;
        var hour = since.TotalHours % 24;
        return Math.Pow(Growth, since.TotalDays) * weekend * (1 + (DayShape * Math.Max(0, Math.Sin((hour - 6) / 12 * Math.PI))));
    }

    public IEnumerable<Instant> Runs(int days)
    {
        for (var day = 0; day < days; day++)
        {
            var midnight = TraceOptions.Start.Add(TimeSpan.FromDays(day));
            var count = Schedule switch { Schedule.Hourly => 24, Schedule.Daily => 1, _ => Days.Contains(day) ? 1 : 0 };
            for (var run = 0; run < count; run++)
            {
                yield return midnight.Add(TimeSpan.FromHours(run) + Offset);
            }
        }
    }
}
